; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; From 1024 bytes on, the last 8 go from float to double and back: a signalling NaN of 32 bits shows it.
        contract copy, "broken: two floats take the way over doubles", isa SSE2

        mov     rcx, rdx
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
        cmp     rcx, 1024
        jb      .done
        cvtps2pd xmm0, [rsi - 8]
        cvtpd2ps xmm0, xmm0
        movlps  [rdi - 8], xmm0
.done:
        ret
