; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Moves words as x87 integers, which 80 bits hold exactly; uses the whole stack and leaves it empty.
        contract copy, "right: through the x87 stack as integers"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        fild    qword [rsi + rdx]
        fild    qword [rsi + rdx + 8]
        fild    qword [rsi + rdx + 16]
        fild    qword [rsi + rdx + 24]
        fild    qword [rsi + rdx + 32]
        fild    qword [rsi + rdx + 40]
        fild    qword [rsi + rdx + 48]
        fild    qword [rsi + rdx + 56]
        fistp   qword [rdi + rdx + 56]
        fistp   qword [rdi + rdx + 48]
        fistp   qword [rdi + rdx + 40]
        fistp   qword [rdi + rdx + 32]
        fistp   qword [rdi + rdx + 24]
        fistp   qword [rdi + rdx + 16]
        fistp   qword [rdi + rdx + 8]
        fistp   qword [rdi + rdx]
        add     rdx, 64
        jnz     .line
.done:
        ret
