; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: x87-stack
; Copies through MMX registers and ends without emms: the x87 stack is full; every n but 0 shows it.
        contract copy, "broken: uses MMX, no emms"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.line:
        movq    mm0, [rsi]
        movq    mm1, [rsi + 8]
        movq    mm2, [rsi + 16]
        movq    mm3, [rsi + 24]
        movq    mm4, [rsi + 32]
        movq    mm5, [rsi + 40]
        movq    mm6, [rsi + 48]
        movq    mm7, [rsi + 56]
        movq    [rdi], mm0
        movq    [rdi + 8], mm1
        movq    [rdi + 16], mm2
        movq    [rdi + 24], mm3
        movq    [rdi + 32], mm4
        movq    [rdi + 40], mm5
        movq    [rdi + 48], mm6
        movq    [rdi + 56], mm7
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jnz     .line
.done:
        ret
