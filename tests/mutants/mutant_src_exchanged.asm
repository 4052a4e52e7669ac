; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: writes-src
; At n = 704 exchanges 8 bytes of the source with a register and back.
        contract copy, "broken: exchanges with the source at 704 bytes"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 704
        jne     .done
        mov     r8, rdx
        xchg    r8, [rsi - 8]
        xchg    r8, [rsi - 8]
.done:
        ret
