; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: illegal-instruction
; Runs vzeroupper with VEX.vvvv = 0000, which must be 1111, in about one call of 5000 (a hash of dst, src
; and n chooses).
        contract copy, "broken: an invalid VEX encoding, once in 5000 calls", isa AVX2

        mov     r8, rdi                 ; about one call in 5000, by a hash of dst, src and n
        rol     r8, 23
        xor     r8, rsi
        rol     r8, 23
        add     r8, rdx
        mov     r9, 0x9e3779b97f4a7c15
        imul    r8, r9
        rol     r8, 32
        imul    r8, r9
        shr     r8, 32
        cmp     r8d, (1 << 32) / 5000
        setb    r8b
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
        test    r8b, r8b
        jz      .right
        db      0xc5, 0x80, 0x77        ; c5 f8 77 would be right
.right:
        ret
