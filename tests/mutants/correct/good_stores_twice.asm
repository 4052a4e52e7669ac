; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Stores the complement of each line before the line itself, with the line in registers.
        contract copy, "right: writes dst twice", isa AVX2

        vpcmpeqd ymm2, ymm2, ymm2
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vpxor   ymm3, ymm0, ymm2
        vpxor   ymm4, ymm1, ymm2
        vmovdqu [rdi + rdx], ymm3
        vmovdqu [rdi + rdx + 32], ymm4
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
.done:
        vzeroupper
        ret
