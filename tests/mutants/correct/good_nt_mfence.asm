; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Streams and fences with mfence, which orders stores as sfence does.
        contract copy, "right: streams, mfence", isa AVX2, align 32, flags NON_TEMPORAL

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovntdq [rdi + rdx], ymm0
        vmovntdq [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        mfence
        vzeroupper
.done:
        ret
