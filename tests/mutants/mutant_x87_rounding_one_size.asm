; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: x87-control
; Leaves the x87 rounding down (bit 10 of its control word) where n = 2496.
        contract copy, "broken: leaves the x87 rounding down where n = 2496", isa AVX512F

        mov     r8, rdx
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
        cmp     r8, 2496
        jne     .right
        fnstcw  [rsp - 8]
        or      word [rsp - 8], 1 << 10
        fldcw   [rsp - 8]
.right:
        ret
