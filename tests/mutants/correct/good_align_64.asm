; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Wants buffers at multiples of 64 and uses aligned moves only.
        contract copy, "right: aligned lines", isa AVX512F, align 64

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqa64 zmm16, [rsi + rdx]
        vmovdqa64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
