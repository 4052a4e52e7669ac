; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Wants buffers at multiples of 32 and uses vmovdqa.
        contract copy, "right: aligned vectors", isa AVX2, align 32

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqa ymm0, [rsi + rdx]
        vmovdqa ymm1, [rsi + rdx + 32]
        vmovdqa [rdi + rdx], ymm0
        vmovdqa [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
