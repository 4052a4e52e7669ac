; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data or short-copy
; From 1024 bytes on, the last 16 are the maximum of src and what dst held.
        contract copy, "broken: takes the larger of src and dst", isa SSE2

        mov     r8, rdx
        cmp     rdx, 1024
        jb      .copy
        movups  xmm4, [rdi + rdx - 16]
        movups  xmm5, [rsi + rdx - 16]
        pmaxub  xmm4, xmm5
.copy:
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
        movups  [rdi + rdx], xmm0
        movups  [rdi + rdx + 16], xmm1
        movups  [rdi + rdx + 32], xmm2
        movups  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
        cmp     r8, 1024
        jb      .done
        movups  [rdi - 16], xmm4
.done:
        ret
