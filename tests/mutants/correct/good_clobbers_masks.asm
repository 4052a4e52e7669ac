; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Leaves something in each of k0 to k7, as it may.
        contract copy, "right: clobbers k0 to k7", isa AVX512F

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
        kxnorw  k0, k0, k0
        kshiftrw k1, k0, 1
        kshiftrw k2, k0, 2
        kshiftrw k3, k0, 3
        kshiftrw k4, k0, 4
        kshiftrw k5, k0, 5
        kshiftrw k6, k0, 6
        kshiftrw k7, k0, 7
.done:
        ret
