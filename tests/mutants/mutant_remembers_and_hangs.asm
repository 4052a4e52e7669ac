; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: hang
; Where n = 320, leaves a mark in r11 and never comes back where it finds it there.
        contract copy, "broken: hangs on what it finds in r11 at n = 320"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdx, 320
        jne     .copy
        mov     r8, 0x6d656d6370796d6b
.again:
        cmp     r8, r11
        je      .again
        mov     r11, r8
.copy:
        rep movsb
        ret
