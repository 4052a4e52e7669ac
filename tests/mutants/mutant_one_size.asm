; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; At n = 1984 one bit of byte 1000 is wrong.
        contract copy, "broken: one bit, at 1984 bytes"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1984
        jne     .done
        xor     byte [rax + 1000], 8
.done:
        ret
