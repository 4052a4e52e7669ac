; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; The last byte is wrong where n = 1024 and dst lies 100 bytes behind a page's start, where src is.
        contract copy, "broken: at n = 1024 with dst 100 above src mod 4096"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdi
        mov     r9, rsi
        rep movsb
        cmp     rdx, 1024
        jne     .done
        and     r8, 4095
        cmp     r8, 100
        jne     .done
        and     r9, 4095
        cmp     r9, 0
        jne     .done
        not     byte [rdi - 1]
.done:
        ret
