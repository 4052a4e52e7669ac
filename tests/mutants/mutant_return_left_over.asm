; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-value
; Counts down in rax and so returns the bytes left over, 0; every call shows it.
        contract copy, "broken: returns the count left over", isa SSE2

        mov     rax, rdx
        test    rax, rax
        jz      .done
.line:
        movups  xmm0, [rsi + rax - 64]
        movups  xmm1, [rsi + rax - 48]
        movups  xmm2, [rsi + rax - 32]
        movups  xmm3, [rsi + rax - 16]
        movups  [rdi + rax - 64], xmm0
        movups  [rdi + rax - 48], xmm1
        movups  [rdi + rax - 32], xmm2
        movups  [rdi + rax - 16], xmm3
        sub     rax, 64
        jnz     .line
.done:
        ret
