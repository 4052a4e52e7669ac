; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; Streams at every size but fences only from 4096 bytes on.
        contract copy, "broken: no fence below 4096 bytes", isa AVX2, align 32, flags NON_TEMPORAL

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
        vmovntdq [rdi + rdx], ymm0
        vmovntdq [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        cmp     rcx, 4096
        jb      .clean
        sfence
.clean:
        vzeroupper
.done:
        ret
