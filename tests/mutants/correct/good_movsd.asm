; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Moves 4 bytes at a time with rep movsd.
        contract copy, "right: rep movsd"

        mov     rax, rdi
        mov     rcx, rdx
        shr     rcx, 2
        rep movsd
        ret
