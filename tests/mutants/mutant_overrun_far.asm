; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun (full)
; From 2 GiB on, writes the byte behind dst.
        contract copy, "broken: the byte behind dst from 2 GiB on"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdx
        shr     r8, 31
        jnz     .far
        rep movsb
        ret
.far:
        rep movsb
        not     byte [rdi]
        ret
