; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: underrun
; Changes the byte before dst about once in 4096 calls, by a hash of dst, src and n.
        contract copy, "broken: the byte before dst, once in 4096 calls", isa AVX2

        mov     r8, 0x9e3779b97f4a7c15
        mov     r9, rdi
        imul    r9, r8
        add     r9, rsi
        imul    r9, r8
        add     r9, rdx
        imul    r9, r8
        shr     r9, 52                  ; 0 once in 4096 calls
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
        test    r9, r9
        jnz     .clean
        not     byte [rax - 1]
.clean:
        vzeroupper
.done:
        ret
