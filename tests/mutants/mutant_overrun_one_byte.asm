; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun
; Changes the byte behind dst, whenever there is something to copy.
        contract copy, "broken: changes the byte behind dst"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        not     byte [rdi]
.done:
        ret
