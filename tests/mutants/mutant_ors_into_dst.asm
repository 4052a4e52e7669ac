; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; ORs the source into what dst held: right only where dst was zero (or equal).
        contract copy, "broken: ORs into dst", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.word:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rdi + rdx]
        por     xmm0, xmm1
        movups  [rdi + rdx], xmm0
        add     rdx, 16
        jnz     .word
.done:
        ret
