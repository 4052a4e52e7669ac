; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; From 1 MiB on it streams backwards, and fences what it stored.
        contract copy, "streams backwards from 1 MiB on", isa SSE2, align 16, flags NON_TEMPORAL

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
        sfence
        ret
