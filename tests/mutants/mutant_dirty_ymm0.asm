; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: dirty-upper (warn)
; Ends without vzeroupper, the upper half of ymm0 holds what it copied; every n but 0 shows it.
        contract copy, "suspect: no vzeroupper behind ymm0", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.half:
        vmovdqu ymm0, [rsi + rdx - 32]
        vmovdqu [rdi + rdx - 32], ymm0
        sub     rdx, 32
        jnz     .half
.done:
        ret
