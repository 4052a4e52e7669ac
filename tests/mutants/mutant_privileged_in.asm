; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: illegal-instruction
; Reads an I/O port, which only the kernel may, where n = 0 (a SIGSEGV, not a SIGILL).
        contract copy, "broken: reads an I/O port where n = 0", isa AVX2

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
        test    r8, r8
        jnz     .right
        mov     r8, rax
        mov     edx, 0x80
        in      al, dx
        mov     rax, r8
.right:
        ret
