; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Moves words in five general registers, 40 bytes a turn, and the rest one by one.
        contract copy, "right: general registers"

        mov     rax, rdi
        sub     rdx, 40
        jb      .rest
.turn:
        mov     rcx, [rsi]
        mov     r8, [rsi + 8]
        mov     r9, [rsi + 16]
        mov     r10, [rsi + 24]
        mov     r11, [rsi + 32]
        mov     [rdi], rcx
        mov     [rdi + 8], r8
        mov     [rdi + 16], r9
        mov     [rdi + 24], r10
        mov     [rdi + 32], r11
        add     rsi, 40
        add     rdi, 40
        sub     rdx, 40
        jae     .turn
.rest:
        add     rdx, 40
        jz      .done
.word:
        mov     rcx, [rsi]
        mov     [rdi], rcx
        add     rsi, 8
        add     rdi, 8
        sub     rdx, 8
        jnz     .word
.done:
        ret
