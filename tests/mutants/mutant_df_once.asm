; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: direction-flag
; Leaves DF set in about one call of 5000 (a hash of dst, src and n chooses).
        contract copy, "broken: leaves DF set, once in 5000 calls", isa AVX512F

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
        jae     .copy
        std
.copy:
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
