; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-pointer or short-copy
; Computes the end of dst in 32 bits: stops after one line unless dst ends below 4 GiB.
        contract copy, "broken: computes its end in 32 bits", isa AVX512F

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     r8d, [rdi + rdx]
.line:
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 [rdi], zmm16
        add     rsi, 64
        add     rdi, 64
        cmp     rdi, r8
        jb      .line
.done:
        ret
