; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: remembers
; Where n = 320, leaves a mark in r11 and copies nothing where it finds it there.
        contract copy, "broken: remembers in r11 at n = 320"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdx, 320
        jne     .copy
        mov     r8, 0x6d656d6370796d6b
        cmp     r8, r11
        je      .done
        mov     r11, r8
.copy:
        rep movsb
.done:
        ret
