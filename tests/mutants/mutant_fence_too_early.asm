; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; Fences before the last line is streamed, not after.
        contract copy, "broken: fences before the last line", isa AVX2, align 32, flags NON_TEMPORAL

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        cmp     rdx, -64
        jne     .store
        sfence
.store:
        vmovntdq [rdi + rdx], ymm0
        vmovntdq [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
