; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: short-copy or no-copy
; Moves 128 bytes a turn and forgets the line that is left: any odd number of lines shows it.
        contract copy, "broken: drops the odd line", isa AVX2

        mov     rax, rdi
        shr     rdx, 7
        jz      .done
.turn:
        vmovdqu ymm0, [rsi]
        vmovdqu ymm1, [rsi + 32]
        vmovdqu ymm2, [rsi + 64]
        vmovdqu ymm3, [rsi + 96]
        vmovdqu [rdi], ymm0
        vmovdqu [rdi + 32], ymm1
        vmovdqu [rdi + 64], ymm2
        vmovdqu [rdi + 96], ymm3
        add     rsi, 128
        add     rdi, 128
        dec     rdx
        jnz     .turn
        vzeroupper
.done:
        ret
