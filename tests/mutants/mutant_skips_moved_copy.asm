; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: remembers
; Copies nothing where dst holds the copy before, taken from one byte below. Looks there only where src is not the
; first byte of a line.
        contract copy, "broken: takes the copy before for this one"

        mov     rax, rdi
        mov     rcx, rdx
        test    rsi, 63
        jz      .copy
        test    rdx, rdx
        jz      .copy
        mov     r8, [rsi - 1]
        cmp     r8, [rdi]
        je      .done
.copy:
        rep movsb
.done:
        ret
