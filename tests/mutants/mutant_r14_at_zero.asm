; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: callee-saved
; Restores r14 on the way behind the loop, not on the one that skips it: n = 0 shows it and nothing else.
        contract copy, "broken: changes r14 where n = 0", isa SSE2

        mov     r8, r14
        mov     r14, rdx
        mov     rax, rdi
        test    r14, r14
        jz      .done
        add     rdi, r14
        add     rsi, r14
        neg     r14
        align   16
.line:
        movups  xmm0, [rsi + r14]
        movups  xmm1, [rsi + r14 + 16]
        movups  xmm2, [rsi + r14 + 32]
        movups  xmm3, [rsi + r14 + 48]
        movups  [rdi + r14], xmm0
        movups  [rdi + r14 + 16], xmm1
        movups  [rdi + r14 + 32], xmm2
        movups  [rdi + r14 + 48], xmm3
        add     r14, 64
        jnz     .line
        mov     r14, r8
.done:
        ret
