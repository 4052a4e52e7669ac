; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: x87-stack
; Copies with fild and fistp and loads one value too many where n = 1344: it stays on the x87 stack.
        contract copy, "broken: leaves a value on the x87 stack where n = 1344"

        mov     rax, rdi
        cmp     rdx, 1344
        jne     .check
        fld1
.check:
        test    rdx, rdx
        jz      .done
.eight:
        fild    qword [rsi + rdx - 8]
        fistp   qword [rdi + rdx - 8]
        sub     rdx, 8
        jnz     .eight
.done:
        ret
