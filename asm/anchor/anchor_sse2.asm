; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "what gates hold stored ratios against", isa SSE2

; Idea: sse2_loop as it was when the first gate ran. It is raced in every gate run and never changes, so that a
; ratio to it means the same a year later; a test holds the SHA-256 of its bytes. It is no kernel of the field.
; Assumes n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, xmm0 to xmm3.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movups  [rdi + rdx], xmm0
        movups  [rdi + rdx + 16], xmm1
        movups  [rdi + rdx + 32], xmm2
        movups  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
.done:
        ret
