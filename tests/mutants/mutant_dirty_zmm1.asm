; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: dirty-upper (warn)
; Copies through zmm1 and ends without vzeroupper; every n but 0 shows it.
        contract copy, "suspect: no vzeroupper behind zmm1", isa AVX512F

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu64 zmm1, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm1
        add     rdx, 64
        jnz     .line
.done:
        ret
