; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Moves words in the eight mm registers and gives the x87 stack back.
        contract copy, "right: mm registers and emms"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        movq    mm0, [rsi + rdx]
        movq    mm1, [rsi + rdx + 8]
        movq    mm2, [rsi + rdx + 16]
        movq    mm3, [rsi + rdx + 24]
        movq    mm4, [rsi + rdx + 32]
        movq    mm5, [rsi + rdx + 40]
        movq    mm6, [rsi + rdx + 48]
        movq    mm7, [rsi + rdx + 56]
        movq    [rdi + rdx], mm0
        movq    [rdi + rdx + 8], mm1
        movq    [rdi + rdx + 16], mm2
        movq    [rdi + rdx + 24], mm3
        movq    [rdi + rdx + 32], mm4
        movq    [rdi + rdx + 40], mm5
        movq    [rdi + rdx + 48], mm6
        movq    [rdi + rdx + 56], mm7
        add     rdx, 64
        jnz     .line
        emms
.done:
        ret
