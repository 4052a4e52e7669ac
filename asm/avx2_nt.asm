; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "non-temporal stores, 32 bytes each", isa AVX2, align 32, flags NON_TEMPORAL

; Idea: sse2_nt with two stores a line; what avx_nt_naive would be if its compiler had been allowed to
; think.
; Assumes dst and src are multiples of 32, n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, ymm0, ymm1; upper halves left clean.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqa ymm0, [rsi + rdx]
        vmovdqa ymm1, [rsi + rdx + 32]
        vmovntdq [rdi + rdx], ymm0
        vmovntdq [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        sfence                          ; streaming stores are ordered by nothing else
        vzeroupper
.done:
        ret
