; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: remembers
; Leaves a mark in r11; a call that finds it there gets the last byte wrong.
        contract copy, "broken: remembers in r11"

        mov     r8, 0x6d656d6370796d6b
        xor     r9d, r9d
        cmp     r11, r8
        sete    r9b
        mov     r11, r8
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        neg     r9b
        xor     [rdi - 1], r9b
.done:
        ret
