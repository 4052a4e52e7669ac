; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "non-temporal stores, a whole line each", isa AVX512F, align 64, flags NON_TEMPORAL

; Idea: one streaming store is one line, so no write-combining buffer is ever half full.
; Assumes dst and src are multiples of 64, n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, zmm16.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqa64 zmm16, [rsi + rdx]
        vmovntdq [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
        sfence                          ; streaming stores are ordered by nothing else
.done:
        ret
