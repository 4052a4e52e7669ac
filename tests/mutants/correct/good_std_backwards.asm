; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Copies from the end with DF set and clears it again.
        contract copy, "right: movsq downwards"

        mov     rax, rdi
        lea     rdi, [rdi + rdx - 8]
        lea     rsi, [rsi + rdx - 8]
        mov     rcx, rdx
        shr     rcx, 3
        std
        rep movsq
        cld
        ret
