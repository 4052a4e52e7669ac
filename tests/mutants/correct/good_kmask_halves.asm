; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Stores each line under a mask and then under its complement.
        contract copy, "right: a mask and its complement", isa AVX512F

        mov     ecx, 0x5a
        kmovw   k1, ecx
        knotw   k2, k1
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx]{k1}, zmm16
        vmovdqu64 [rdi + rdx]{k2}, zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
