; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; Where n is a multiple of 1024, the last line is the one before it once more.
        contract copy, "broken: a stale line at multiples of 1024", isa AVX512F

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        mov     rcx, rdx
        neg     rdx
.line:
        vmovdqa64 zmm17, zmm16
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
        test    ecx, 1023
        jnz     .done
        vmovdqu64 [rdi - 64], zmm17
.done:
        ret
