; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: short-copy or wrong-data
; At n = 448 the mask of its stores lacks the top bit: the last byte of each line stays as it was.
        contract copy, "broken: one mask bit is missing at 448 bytes", isa AVX512F|AVX512BW

        mov     r8, -1
        cmp     rdx, 448
        jne     .mask
        shr     r8, 1
.mask:
        kmovq   k1, r8
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu8 [rdi + rdx]{k1}, zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
