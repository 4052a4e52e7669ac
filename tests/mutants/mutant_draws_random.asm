; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: suspicious-instruction (warn)
; Right, but draws a random number and throws it away, where dst lies 16 bytes into its cache line. Needs
; RDRAND, of which the contract can't speak.
        contract copy, "suspect: runs rdrand at one alignment"

        mov     r8d, edi
        and     r8d, 63
        cmp     r8d, 16
        jne     .copy
        rdrand  r8
.copy:
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
