; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-value
; Returns 0 where n = 0, since there it leaves before rax is set; every other n is right.
        contract copy, "broken: returns 0 where n = 0", isa AVX512F

        xor     eax, eax
        test    rdx, rdx
        jz      .done
        mov     rax, rdi
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
