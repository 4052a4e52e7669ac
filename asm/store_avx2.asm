; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract store, "src and dst side by side, 32 bytes a store", isa AVX2

; Idea: a ceiling: what writing alone takes. Two lines of either range in turn. What it writes is no zero: some
; processors store zeros faster than anything a copy may find.
; Assumes n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, ymm0; upper halves left clean.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        vpcmpeqd ymm0, ymm0, ymm0
        add     rsi, rdx
        add     rdi, rdx
        neg     rdx
        test    edx, 64
        jz      .pairs
        vmovdqu [rsi + rdx], ymm0
        vmovdqu [rsi + rdx + 32], ymm0
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm0
        add     rdx, 64
        jz      .end
        align   16
.pairs:
        vmovdqu [rsi + rdx], ymm0
        vmovdqu [rsi + rdx + 32], ymm0
        vmovdqu [rsi + rdx + 64], ymm0
        vmovdqu [rsi + rdx + 96], ymm0
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm0
        vmovdqu [rdi + rdx + 64], ymm0
        vmovdqu [rdi + rdx + 96], ymm0
        add     rdx, 128
        jnz     .pairs
.end:
        vzeroupper
.done:
        ret
