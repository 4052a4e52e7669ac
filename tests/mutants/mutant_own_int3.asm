; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: illegal-instruction
; Runs an int3 of its own, a breakpoint left in, where dst lies 7 bytes into its cache line (SIGTRAP).
        contract copy, "broken: a breakpoint at one alignment", isa SSE2

        mov     r8d, edi
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
        and     r8d, 63
        cmp     r8d, 7
        jne     .right
        int3
.right:
        ret
