; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: remembers
; Leaves a mark in mm0, which emms does not clear; a call that finds it there gets byte 0 wrong.
        contract copy, "broken: remembers in mm0"

        mov     r8, 0x6d656d6370796d6b
        movq    r9, mm0
        movq    mm0, r8
        emms
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     r8, r9
        jne     .done
        test    rdx, rdx
        jz      .done
        not     byte [rax]
.done:
        ret
