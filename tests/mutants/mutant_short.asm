; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: leaves the last 64 bytes out"

; Written for the diagnosis "byte ... of ... is ..., should be ...": from 128 bytes on only the last
; line is missing. 64 bytes are copied whole, so that it is not just another mutant_no_copy.

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rcx, 64
        jbe     .copy
        sub     rcx, 64
.copy:
        rep movsb
        ret
