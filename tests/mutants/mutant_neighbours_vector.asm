; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: touches-neighbours
; Writes the aligned 32 bytes around the first byte of dst back, with what lay before dst.
        contract copy, "broken: rewrites the 32 aligned bytes around dst", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        mov     rcx, rax
        and     rcx, -32
        vmovdqa ymm0, [rcx]
        vmovdqa [rcx], ymm0
        vzeroupper
.done:
        ret
