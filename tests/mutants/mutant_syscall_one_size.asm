; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: system-call
; Asks for its parent's process id (syscall 110) where n = 4160 and only there.
        contract copy, "broken: a system call where n = 4160", isa AVX2

        mov     r8, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        cmp     r8, 4160
        jne     .right
        mov     r8, rax
        mov     eax, 110
        syscall
        mov     rax, r8
.right:
        ret
