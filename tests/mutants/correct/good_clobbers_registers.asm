; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Leaves junk in every register that is not the caller's, and in the flags.
        contract copy, "right: clobbers all it may", isa SSE2

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
.done:
        mov     rcx, 0x0123456789abcdef
        mov     rdx, rcx
        mov     rsi, rcx
        mov     rdi, rcx
        mov     r8, rcx
        mov     r9, rcx
        mov     r10, rcx
        mov     r11, rcx
        movq    xmm0, rcx
        movq    xmm1, rcx
        movq    xmm2, rcx
        movq    xmm3, rcx
        movq    xmm4, rcx
        movq    xmm5, rcx
        movq    xmm6, rcx
        movq    xmm7, rcx
        movq    xmm8, rcx
        movq    xmm9, rcx
        movq    xmm10, rcx
        movq    xmm11, rcx
        movq    xmm12, rcx
        movq    xmm13, rcx
        movq    xmm14, rcx
        movq    xmm15, rcx
        add     rcx, rcx
        stc
        ret
