; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-value
; Returns src instead of dst where n is at least 2048; shorter copies return dst.
        contract copy, "broken: returns src from 2 KiB on", isa AVX2

        mov     r8, rsi
        mov     r9, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
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
.done:
        cmp     r9, 2048
        cmovae  rax, r8
        ret
