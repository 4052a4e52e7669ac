; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: jumps-out
; Jumps 16 bytes before its first byte where src lies 5 bytes into its cache line.
        contract copy, "broken: jumps to bytes before its start", isa AVX2

.start:
        mov     r8d, esi
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
        and     r8d, 63
        cmp     r8d, 5
        je      .start - 16
        ret
