; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-count (full)
; From 2 GiB on, leaves the last line out.
        contract copy, "broken: leaves the last line out from 2 GiB on"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdx
        shr     r8, 31
        jnz     .far
        rep movsb
        ret
.far:
        sub     rcx, 64
        rep movsb
        ret
