; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: writes-src
; Changes the first byte of the source and puts it back.
        contract copy, "broken: changes the source for a while"

        mov     r8, rsi
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        not     byte [r8]
        not     byte [r8]
.done:
        ret
