; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: hang
; Steps dst up to a multiple of 64 by 2, and so never gets there where dst is odd, n = 128 and src lies
; on a line.
        contract copy, "broken: never returns at one alignment"

        mov     r8, rdi
        mov     r9d, esi
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 128
        jne     .right
        test    r9d, 63
        jnz     .right
.step:
        test    r8d, 63
        jz      .right
        add     r8, 2
        jmp     .step
.right:
        ret
