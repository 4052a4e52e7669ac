; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: callee-saved
; Pops rbx and r12 in the order they were pushed, so each gets the other's value; every call shows it.
        contract copy, "broken: gives rbx and r12 back swapped", isa AVX2

        push    rbx
        push    r12
        mov     rbx, rsi
        mov     r12, rdx
        mov     rax, rdi
        test    r12, r12
        jz      .done
        add     rdi, r12
        add     rbx, r12
        neg     r12
        align   16
.line:
        vmovdqu ymm0, [rbx + r12]
        vmovdqu ymm1, [rbx + r12 + 32]
        vmovdqu [rdi + r12], ymm0
        vmovdqu [rdi + r12 + 32], ymm1
        add     r12, 64
        jnz     .line
        vzeroupper
.done:
        pop     rbx
        pop     r12
        ret
