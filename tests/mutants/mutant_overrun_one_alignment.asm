; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun
; With dst mod 64 = 17 and src mod 64 = 31 the byte behind dst changes.
        contract copy, "broken: the byte behind dst, at one pair of alignments"

        mov     r8d, edi
        mov     r9d, esi
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        and     r8d, 63
        cmp     r8d, 17
        jne     .done
        and     r9d, 63
        cmp     r9d, 31
        jne     .done
        test    rdx, rdx
        jz      .done
        not     byte [rdi]
.done:
        ret
