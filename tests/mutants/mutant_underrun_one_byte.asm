; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: underrun
; Changes the byte before dst, whenever there is something to copy.
        contract copy, "broken: changes the byte before dst"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        not     byte [rax - 1]
.done:
        ret
