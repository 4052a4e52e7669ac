; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: writes-src
; From 128 bytes on, fetches the end of the source by a locked ADD of 0, which is a write.
        contract copy, "broken: a locked add of 0 to the source", isa AVX2

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
        cmp     rcx, 128
        jb      .clean
        lock add byte [rsi - 1], 0
.clean:
        vzeroupper
.done:
        ret
