; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; Where n is 96 and src and dst lie at one pair of places in their lines, the first byte is wrong: every pair has to be
; met at more sizes than the first few.
        contract copy, "broken: one pair of places at 96 bytes", granule 16

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rsi
        rep movsb
        cmp     rdx, 96
        jne     .done
        and     r8d, 63
        cmp     r8d, 37
        jne     .done
        mov     r8d, eax
        and     r8d, 63
        cmp     r8d, 11
        jne     .done
        not     byte [rax]
.done:
        ret
