; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: misaligned-access
; At n = 512 loads with vmovdqa64, which wants src to be a multiple of 64.
        contract copy, "broken: aligned loads at 512 bytes", isa AVX512F

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        mov     rcx, rdx
        neg     rdx
        cmp     rcx, 512
        je      .aligned
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
.aligned:
        vmovdqa64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .aligned
        ret
