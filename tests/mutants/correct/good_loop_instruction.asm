; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Counts lines in rcx with LOOP.
        contract copy, "right: the loop instruction", isa SSE2

        mov     rax, rdi
        mov     rcx, rdx
        shr     rcx, 6
        jrcxz   .done
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
        loop    .line
.done:
        ret
