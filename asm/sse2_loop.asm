; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "64 bytes a turn in four xmm registers", isa SSE2

; Idea: avx2_loop with the registers every x86-64 has; twice the instructions for a line. All loads of a
; turn come before its stores, so that dst may lie a little below src without stalling them.
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
