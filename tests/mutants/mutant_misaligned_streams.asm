; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: misaligned-access
; Above 4096 bytes streams with movntdq, which wants dst to be a multiple of 16.
        contract copy, "broken: streams to any alignment above 4096", isa SSE2, flags NON_TEMPORAL

        cmp     rdx, 4096
        ja      .stream
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
.stream:
        mov     rax, rdi
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movntdq [rdi + rdx], xmm0
        movntdq [rdi + rdx + 16], xmm1
        movntdq [rdi + rdx + 32], xmm2
        movntdq [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
        sfence
        ret
