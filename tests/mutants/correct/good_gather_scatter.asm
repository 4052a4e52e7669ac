; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Gathers and scatters words by an index vector that stands behind the code.
        contract copy, "right: gathers and scatters", isa AVX512F

        vmovdqu64 zmm17, [.offsets]
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        kxnorw  k1, k1, k1
        kxnorw  k2, k2, k2
        lea     r8, [rsi + rdx]
        lea     r9, [rdi + rdx]
        vpgatherqq zmm16{k1}, [r8 + zmm17]
        vpscatterqq [r9 + zmm17]{k2}, zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
.offsets:
        dq      56, 0, 48, 8, 40, 16, 32, 24
