; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: hang
; Never returns: copies, and then jumps to itself, whatever the call.
        contract copy, "broken: never returns", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
.self:
        jmp     .self
