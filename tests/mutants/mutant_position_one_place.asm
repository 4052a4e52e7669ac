; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: position-dependent
; The last byte is wrong where its code begins in the middle of a line, n = 192, dst is 27 bytes before a page's end
; and src less than 64 bytes behind one.
        contract copy, "broken: with its code at 32 mod 64, at one place"

start:
        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdi
        mov     r9, rsi
        rep movsb
        cmp     rdx, 192
        jne     .done
        and     r8, 4095
        cmp     r8, 4096 - 27
        jne     .done
        test    r9, 4032
        jnz     .done
        lea     r8, [start]
        and     r8, 63
        cmp     r8, 32
        jne     .done
        not     byte [rdi - 1]
.done:
        ret
