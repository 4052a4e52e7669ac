; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: over-read
; Loads the next line before it stores this one, and so one line past the source.
        contract copy, "broken: loads one line ahead, also at the end", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
.line:
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        vmovdqu ymm0, [rsi + rdx + 64]
        vmovdqu ymm1, [rsi + rdx + 96]
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
