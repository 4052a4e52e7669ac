; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: touches-neighbours
; From 1 MiB on the byte behind dst is read and written again as it was: where another thread has written there
; meanwhile, that is undone.
        contract copy, "broken: rewrites the byte behind dst from 1 MiB on", isa SSE2

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
        lea     rcx, [rax + (1 << 20)]
        cmp     rdi, rcx
        jb      .done
        mov     cl, [rdi]
        mov     [rdi], cl
.done:
        ret
