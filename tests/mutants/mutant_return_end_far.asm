; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-value (full)
; From 2 GiB on, returns the end of dst.
        contract copy, "broken: returns the end of dst from 2 GiB on"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdx
        shr     r8, 31
        jnz     .far
        rep movsb
        ret
.far:
        rep movsb
        mov     rax, rdi
        ret
