; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: short-copy
; From 128 bytes on the last line is missing. 64 bytes are copied whole, so that it is not just another
; mutant_no_copy.
        contract copy, "broken: leaves the last 64 bytes out"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rcx, 64
        jbe     .copy
        sub     rcx, 64
.copy:
        rep movsb
        ret
