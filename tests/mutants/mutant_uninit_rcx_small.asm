; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; Counts down what rcx holds, which carries no argument, beside its own count: ends early where that is small.
        contract copy, "broken: ends early where rcx happens to be small"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.line:
        movups  xmm0, [rsi]
        movups  xmm1, [rsi + 16]
        movups  xmm2, [rsi + 32]
        movups  xmm3, [rsi + 48]
        movups  [rdi], xmm0
        movups  [rdi + 16], xmm1
        movups  [rdi + 32], xmm2
        movups  [rdi + 48], xmm3
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jz      .done
        loop    .line
.done:
        ret
