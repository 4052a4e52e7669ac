; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Any n from 32: head and tail vectors overlap in the middle; both are loaded before they are stored.
        contract copy, "right: head and tail overlap", isa AVX2, granule 1, min 32

        mov     rax, rdi
        vmovdqu ymm2, [rsi + rdx - 32]
        lea     r8, [rdi + rdx - 32]
.turn:
        vmovdqu ymm0, [rsi]
        vmovdqu [rdi], ymm0
        add     rsi, 32
        add     rdi, 32
        cmp     rdi, r8
        jb      .turn
        vmovdqu [r8], ymm2
        vzeroupper
        ret
