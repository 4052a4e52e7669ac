; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Runs upwards or downwards, by which of dst and src lies higher; conditional moves choose.
        contract copy, "right: the direction by cmov", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        xor     ecx, ecx
        mov     r8d, 64
        lea     r9, [rdx - 64]
        mov     r10, -64
        cmp     rdi, rsi
        cmova   rcx, r9
        cmova   r8, r10
.line:
        movups  xmm0, [rsi + rcx]
        movups  xmm1, [rsi + rcx + 16]
        movups  xmm2, [rsi + rcx + 32]
        movups  xmm3, [rsi + rcx + 48]
        movups  [rdi + rcx], xmm0
        movups  [rdi + rcx + 16], xmm1
        movups  [rdi + rcx + 32], xmm2
        movups  [rdi + rcx + 48], xmm3
        add     rcx, r8
        sub     rdx, 64
        jnz     .line
.done:
        ret
