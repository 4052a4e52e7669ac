; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Streams and fences with a locked ADD to the stack, as good a fence.
        contract copy, "right: streams, a locked add", isa SSE2, align 16, flags NON_TEMPORAL

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
        movntdq [rdi + rdx], xmm0
        movntdq [rdi + rdx + 16], xmm1
        movntdq [rdi + rdx + 32], xmm2
        movntdq [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
        lock add dword [rsp], 0
.done:
        ret
