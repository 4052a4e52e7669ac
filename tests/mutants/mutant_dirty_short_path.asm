; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: dirty-upper (warn)
; The short way out, n = 64, lacks the vzeroupper that the loop for all other n ends with.
        contract copy, "suspect: no vzeroupper where n = 64", isa AVX2

        cmp     rdx, 64
        jne     .long
        mov     rax, rdi
        vmovdqu ymm0, [rsi]
        vmovdqu ymm1, [rsi + 32]
        vmovdqu [rdi], ymm0
        vmovdqu [rdi + 32], ymm1
        ret
.long:
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
        ret
