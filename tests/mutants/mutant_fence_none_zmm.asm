; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; Streams whole lines and never fences; its contract does not name NON_TEMPORAL either.
        contract copy, "broken: streams lines without a fence", isa AVX512F, align 64

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovntdq [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
