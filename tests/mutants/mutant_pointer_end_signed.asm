; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-pointer
; Compares with the end of dst as signed 32 bits: a dst across 2 GiB shows it.
        contract copy, "broken: compares its end in 31 bits and a sign", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     r8, [rdi + rdx]
.line:
        vmovdqu ymm0, [rsi]
        vmovdqu ymm1, [rsi + 32]
        vmovdqu [rdi], ymm0
        vmovdqu [rdi + 32], ymm1
        add     rsi, 64
        add     rdi, 64
        cmp     edi, r8d
        jl      .line
        vzeroupper
.done:
        ret
