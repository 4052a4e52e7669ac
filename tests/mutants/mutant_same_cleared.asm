; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: same-pointer
; Clears dst before it copies: dst = src shows it.
        contract copy, "broken: clears dst first"

        mov     r8, rdi
        xor     eax, eax
        mov     rcx, rdx
        rep stosb
        mov     rdi, r8
        mov     rcx, rdx
        rep movsb
        mov     rax, r8
        ret
