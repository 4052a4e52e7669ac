; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; Clears xmm7 without VEX, which leaves the upper parts of zmm7 as they were at entry, and ORs the upper half of it.
        contract copy, "broken: takes the upper half of zmm7 to be 0", isa AVX512F

        pxor    xmm7, xmm7
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        vextracti64x4 ymm2, zmm7, 1
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vpor    ymm1, ymm1, ymm2
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
