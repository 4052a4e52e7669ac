; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Uses every register that the caller keeps and restores them all.
        contract copy, "right: all callee-saved registers"

        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        mov     rbx, [rsi + rdx]
        mov     rbp, [rsi + rdx + 8]
        mov     r12, [rsi + rdx + 16]
        mov     r13, [rsi + rdx + 24]
        mov     r14, [rsi + rdx + 32]
        mov     r15, [rsi + rdx + 40]
        mov     r8, [rsi + rdx + 48]
        mov     r9, [rsi + rdx + 56]
        mov     [rdi + rdx], rbx
        mov     [rdi + rdx + 8], rbp
        mov     [rdi + rdx + 16], r12
        mov     [rdi + rdx + 24], r13
        mov     [rdi + rdx + 32], r14
        mov     [rdi + rdx + 40], r15
        mov     [rdi + rdx + 48], r8
        mov     [rdi + rdx + 56], r9
        add     rdx, 64
        jnz     .line
.done:
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
