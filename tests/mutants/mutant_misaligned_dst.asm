; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: misaligned-access
; Loads at any alignment but stores with movaps: a dst off 16 shows it.
        contract copy, "broken: aligned stores, any alignment promised", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movaps  [rdi + rdx], xmm0
        movaps  [rdi + rdx + 16], xmm1
        movaps  [rdi + rdx + 32], xmm2
        movaps  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
.done:
        ret
