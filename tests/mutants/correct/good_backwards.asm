; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Copies from the last line to the first.
        contract copy, "right: from the end", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.line:
        vmovdqu ymm0, [rsi + rdx - 32]
        vmovdqu ymm1, [rsi + rdx - 64]
        vmovdqu [rdi + rdx - 32], ymm0
        vmovdqu [rdi + rdx - 64], ymm1
        sub     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
