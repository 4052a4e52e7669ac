; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-pointer
; Compares with the end of dst in 32 bits: a dst across a multiple of 4 GiB shows it.
        contract copy, "broken: compares its end in 32 bits", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     r8, [rdi + rdx]
.line:
        movups  xmm0, [rsi]
        movups  xmm1, [rsi + 16]
        movups  xmm2, [rsi + 32]
        movups  xmm3, [rsi + 48]
        movups  [rdi], xmm0
        movups  [rdi + 16], xmm1
        movups  [rdi + 32], xmm2
        movups  [rdi + 48], xmm3
        add     rsi, 64
        add     rdi, 64
        cmp     edi, r8d
        jb      .line
.done:
        ret
