; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: remembers
; Leaves a mark in k7; a call that finds it there gets the last byte wrong.
        contract copy, "broken: remembers in k7", isa AVX512F|AVX512BW

        mov     r8, 0x6d656d6370796d6b
        kmovq   r9, k7
        kmovq   k7, r8
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
        cmp     r8, r9
        jne     .done
        not     byte [rdi - 1]
.done:
        ret
