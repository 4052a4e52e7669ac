; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; Adds the last byte to al and takes al to be 0 at entry.
        contract copy, "broken: adds to what rax held"

        mov     r8, rdi
        test    rdx, rdx
        jz      .done
        add     al, [rsi + rdx - 1]
        lea     rcx, [rdx - 1]
        rep movsb
        mov     [rdi], al
.done:
        mov     rax, r8
        ret
