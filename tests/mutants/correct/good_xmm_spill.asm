; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Pushes each vector on the stack and takes it back, with rsp moved.
        contract copy, "right: spills vectors", isa SSE2

        sub     rsp, 72
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
        movaps  [rsp], xmm0
        movaps  [rsp + 16], xmm1
        movaps  [rsp + 32], xmm2
        movaps  [rsp + 48], xmm3
        movaps  xmm4, [rsp]
        movaps  xmm5, [rsp + 16]
        movaps  xmm6, [rsp + 32]
        movaps  xmm7, [rsp + 48]
        movups  [rdi + rdx], xmm4
        movups  [rdi + rdx + 16], xmm5
        movups  [rdi + rdx + 32], xmm6
        movups  [rdi + rdx + 48], xmm7
        add     rdx, 64
        jnz     .line
.done:
        add     rsp, 72
        ret
