; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: over-read
; At n = 320 loads the line behind the source.
        contract copy, "broken: one line too many at 320 bytes", isa AVX512F

        mov     rcx, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
        cmp     rcx, 320
        jne     .done
        vmovdqu64 zmm17, [rsi]
.done:
        ret
