; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-pointer
; Keeps dst in 32 bits: right only below 4 GiB.
        contract copy, "broken: dst has 32 bits", isa SSE2

        mov     rax, rdi
        mov     r8d, edi
        test    rdx, rdx
        jz      .done
        add     rsi, rdx
        add     r8, rdx
        neg     rdx
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movups  [r8 + rdx], xmm0
        movups  [r8 + rdx + 16], xmm1
        movups  [r8 + rdx + 32], xmm2
        movups  [r8 + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
.done:
        ret
