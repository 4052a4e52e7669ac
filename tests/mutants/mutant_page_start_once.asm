; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun or underrun or remembers
; Writes the first byte of dst's page where n = 1088, dst ends with its pages and src begins one: early in a sweep,
; and not again.
        contract copy, "broken: the first byte of dst's page, at n = 1088"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdi
        and     r8, 4095
        cmp     r8, 4096 - 1088
        jne     .copy
        test    rsi, 4095
        jnz     .copy
        cmp     rdx, 1088
        jne     .copy
        mov     r8, rdi
        and     r8, -4096
        mov     byte [r8], 0x77
.copy:
        rep movsb
        ret
