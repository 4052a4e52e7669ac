; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Uses ymm30 and ymm31, which need no vzeroupper.
        contract copy, "right: ymm30 and ymm31", isa AVX512F|AVX512VL

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu64 ymm30, [rsi + rdx]
        vmovdqu64 ymm31, [rsi + rdx + 32]
        vmovdqu64 [rdi + rdx], ymm30
        vmovdqu64 [rdi + rdx + 32], ymm31
        add     rdx, 64
        jnz     .line
.done:
        ret
