; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; The first 8 bytes are reversed about once in 4096 calls, by a hash of dst, src and n.
        contract copy, "broken: 8 bytes reversed, once in 4096 calls", isa AVX512F

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
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
        test    r9, r9
        jnz     .done
        mov     rcx, [rax]
        bswap   rcx
        mov     [rax], rcx
.done:
        ret
