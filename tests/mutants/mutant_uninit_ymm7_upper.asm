; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; Clears xmm7 without VEX, which leaves the upper half of ymm7 as it was at entry, and ORs all of it.
        contract copy, "broken: takes the upper half of ymm7 to be 0", isa AVX2

        pxor    xmm7, xmm7
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vpor    ymm1, ymm1, ymm7
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
