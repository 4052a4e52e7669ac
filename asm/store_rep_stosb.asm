; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract store, "src, then dst, the processor's own loop"

; Idea: a ceiling: large fills by rep stosb may take a way to memory of their own, without reading the lines
; before. The constant is no zero, as in store_sse2.
; Assumes nothing.
; Clobbers: rcx, rsi, rdi, r8.

        mov     r8, rdi
        mov     eax, 0xff
        mov     rcx, rdx
        rep stosb
        mov     rdi, rsi
        mov     rcx, rdx
        rep stosb
        mov     rax, r8
        ret
