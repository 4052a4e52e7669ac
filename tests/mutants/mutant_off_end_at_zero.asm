; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: falls-off-end
; Skips its ret where n = 0, by a jump to its very end; every other n returns.
        contract copy, "broken: has no ret for n = 0", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .end
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
        ret
.end:
