; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Ends in a jump to one of two loops behind it.
        contract copy, "right: jumps to its other half", isa AVX2

        mov     rax, rdi
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        jz      .nothing
        cmp     rdx, -256
        jbe     .large
        jmp     .small
.nothing:
        ret
.large:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .large
        vzeroupper
        ret
.small:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movups  [rdi + rdx], xmm0
        movups  [rdi + rdx + 16], xmm1
        movups  [rdi + rdx + 32], xmm2
        movups  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .small
        ret
