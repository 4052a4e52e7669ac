; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; The last byte is wrong where n = 192 and dst is 27 bytes before a page's end, src 21 behind one.
        contract copy, "broken: at n = 192 at one pair of places"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdi
        mov     r9, rsi
        rep movsb
        cmp     rdx, 192
        jne     .done
        and     r8, 4095
        cmp     r8, 4069
        jne     .done
        and     r9, 4095
        cmp     r9, 21
        jne     .done
        not     byte [rdi - 1]
.done:
        ret
