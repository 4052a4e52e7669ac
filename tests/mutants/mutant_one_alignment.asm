; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; With dst mod 64 = 23 and src mod 64 = 41 byte 0 is wrong.
        contract copy, "broken: the first byte, at one pair of alignments"

        mov     r8d, edi
        mov     r9d, esi
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        and     r8d, 63
        cmp     r8d, 23
        jne     .done
        and     r9d, 63
        cmp     r9d, 41
        jne     .done
        test    rdx, rdx
        jz      .done
        not     byte [rax]
.done:
        ret
