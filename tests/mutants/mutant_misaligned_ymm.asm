; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: misaligned-access
; Promises 16 and moves 32 bytes aligned: dst or src at an odd multiple of 16 shows it.
        contract copy, "broken: needs 32, promises 16", isa AVX2, align 16

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqa ymm0, [rsi + rdx]
        vmovdqa ymm1, [rsi + rdx + 32]
        vmovdqa [rdi + rdx], ymm0
        vmovdqa [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
