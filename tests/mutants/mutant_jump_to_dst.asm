; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: jumps-out
; Jumps to what it has copied, which is data and not executable; n = 256 shows it.
        contract copy, "broken: jumps into dst where n = 256", isa AVX512F

        mov     r8, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        cmp     r8, 256
        jne     .right
        jmp     rax
.right:
        ret
