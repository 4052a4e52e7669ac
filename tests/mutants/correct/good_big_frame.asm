; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Copies by way of a buffer of 8 KiB on its stack.
        contract copy, "right: through 8 KiB of stack"

        push    rbp
        mov     rbp, rsp
        sub     rsp, 8192
        mov     rax, rdi
        mov     r8, rdi
        mov     r9, rsi
        mov     r10, rdx
.piece:
        mov     edx, 8192
        cmp     r10, rdx
        cmovb   rdx, r10
        mov     rsi, r9
        mov     rdi, rsp
        mov     rcx, rdx
        rep movsb
        mov     r9, rsi
        mov     rsi, rsp
        mov     rdi, r8
        mov     rcx, rdx
        rep movsb
        mov     r8, rdi
        sub     r10, rdx
        jnz     .piece
        leave
        ret
