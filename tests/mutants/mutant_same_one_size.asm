; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: same-pointer
; Where dst is src, 33 bytes behind a page's start, and n = 3136, the last byte is wrong.
        contract copy, "broken: the last byte where dst is src and n = 3136"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdi, rsi
        rep movsb
        jne     .done
        cmp     rdx, 3136
        jne     .done
        mov     r8, rax
        and     r8, 4095
        cmp     r8, 33
        jne     .done
        not     byte [rdi - 1]
.done:
        ret
