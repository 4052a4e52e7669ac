; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: callee-saved
; Restores only the lower half of rbp, and so clears the upper half; every call shows it whose rbp has one.
        contract copy, "broken: keeps only the lower 32 bits of rbp", isa AVX2

        mov     r8d, ebp
        mov     rbp, rdx
        mov     rax, rdi
        test    rbp, rbp
        jz      .done
        add     rdi, rbp
        add     rsi, rbp
        neg     rbp
        align   16
.line:
        vmovdqu ymm0, [rsi + rbp]
        vmovdqu ymm1, [rsi + rbp + 32]
        vmovdqu [rdi + rbp], ymm0
        vmovdqu [rdi + rbp + 32], ymm1
        add     rbp, 64
        jnz     .line
        vzeroupper
.done:
        mov     ebp, r8d
        ret
