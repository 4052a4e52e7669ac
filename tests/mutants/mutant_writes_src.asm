; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: changes the first byte of the source"

; Written for the diagnosis "changed the source at byte 0 of it". The copy itself is right.

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rsi
        rep movsb
        test    rdx, rdx
        jz      .done
        not     byte [r8]
.done:
        ret
