; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: suspicious-instruction (warn)
; Right, but where n is 192 and dst begins a page it runs a locked add across a cache line's end in its red
; zone, which locks the bus for all processors. Seldom: the kernel delays who does that.
        contract copy, "suspect: a split lock where n is 192", isa SSE2

        cmp     rdx, 192
        jne     .copy
        lea     r8, [rsp - 16]
        and     r8, -64
        lock add dword [r8 - 2], 1
.copy:
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
