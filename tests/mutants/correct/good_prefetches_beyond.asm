; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Prefetches far beyond both buffers, at n = 0 too: a prefetch touches nothing.
        contract copy, "right: prefetches beyond the ends", isa SSE2

        prefetcht0 [rsi - 64]
        prefetcht0 [rsi + rdx]
        prefetchnta [rsi + rdx + 4096]
        prefetcht2 [rdi - 4096]
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        prefetcht0 [rsi + rdx + 512]
        prefetcht1 [rdi + rdx + 1024]
        movups  [rdi + rdx], xmm0
        movups  [rdi + rdx + 16], xmm1
        movups  [rdi + rdx + 32], xmm2
        movups  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
.done:
        ret
