; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; From 1 MiB on it streams backwards, and returns without a fence: what it does last it does at dst's beginning.
        contract copy, "broken: no sfence after streaming backwards", isa SSE2, align 16, flags NON_TEMPORAL

        cmp     rdx, 1 << 20
        jae     .stream
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
.stream:
        mov     rax, rdi
        align   16
.line:
        movups  xmm0, [rsi + rdx - 16]
        movups  xmm1, [rsi + rdx - 32]
        movups  xmm2, [rsi + rdx - 48]
        movups  xmm3, [rsi + rdx - 64]
        movntps [rdi + rdx - 16], xmm0
        movntps [rdi + rdx - 32], xmm1
        movntps [rdi + rdx - 48], xmm2
        movntps [rdi + rdx - 64], xmm3
        sub     rdx, 64
        jnz     .line
        ret
