; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; At n = 65600 (64 KiB and a line) byte 0 is wrong.
        contract copy, "broken: the first byte, at 65600 bytes", isa AVX2

        mov     rcx, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        cmp     rcx, 65600
        jne     .clean
        not     byte [rax]
.clean:
        vzeroupper
.done:
        ret
