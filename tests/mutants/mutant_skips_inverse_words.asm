; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: no-copy or short-copy or wrong-data
; Where n = 192, leaves out words that are dst's complement.
        contract copy, "broken: leaves out words that are dst's complement"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdx, 192
        jne     .copy
        shr     rcx, 3
.word:
        mov     r8, [rsi]
        mov     r9, [rdi]
        xor     r9, r8
        inc     r9
        jz      .next
        mov     [rdi], r8
.next:
        add     rsi, 8
        add     rdi, 8
        dec     rcx
        jnz     .word
        ret
.copy:
        rep movsb
        ret
