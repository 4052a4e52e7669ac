; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-trick (warn)
; Reads its return address, drops it by add rsp, 8 and jumps there, where dst lies 48 bytes into its line.
        contract copy, "suspect: returns by add rsp, 8 and jmp at one alignment", isa AVX2

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
        mov     r8d, eax
        and     r8d, 63
        cmp     r8d, 48
        jne     .right
        mov     r8, [rsp]
        add     rsp, 8
        jmp     r8
.right:
        ret
