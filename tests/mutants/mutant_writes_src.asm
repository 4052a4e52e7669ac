; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: writes-src
; Changes the first byte of the source. The copy itself is right.
        contract copy, "broken: changes the first byte of the source"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rsi
        rep movsb
        test    rdx, rdx
        jz      .done
        not     byte [r8]
.done:
        ret
