; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Any n: the rest below 64 bytes goes under a byte mask, which at n = 0 is empty, so that nothing is touched.
        contract copy, "right: the rest under a byte mask", isa AVX512F|AVX512BW|BMI2, granule 1

        mov     rax, rdi
        sub     rdx, 64
        jb      .rest
.line:
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 [rdi], zmm16
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jae     .line
.rest:
        add     rdx, 64
        mov     r8, -1
        bzhi    r8, r8, rdx
        kmovq   k1, r8
        vmovdqu8 zmm16{k1}{z}, [rsi]
        vmovdqu8 [rdi]{k1}, zmm16
        ret
