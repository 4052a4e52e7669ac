; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: callee-saved
; Changes rbp where src lies 63 bytes into its cache line; other alignments of src are right.
        contract copy, "broken: changes rbp at one alignment of src"

        mov     r8d, esi
        and     r8d, 63
        cmp     r8d, 63
        cmove   rbp, rsi
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
