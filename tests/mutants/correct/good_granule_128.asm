; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Wants n to be a multiple of 128 and moves as much a turn.
        contract copy, "right: 128 bytes a turn", isa AVX2, granule 128

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
