; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Moves words with rep movsq.
        contract copy, "right: rep movsq"

        mov     rax, rdi
        mov     rcx, rdx
        shr     rcx, 3
        rep movsq
        ret
