; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Reverses the bytes of each word twice; every processor with AVX2 has movbe.
        contract copy, "right: movbe there and back", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.word:
        movbe   r8, [rsi + rdx]
        bswap   r8
        mov     r9, r8
        bswap   r9
        movbe   [rdi + rdx], r9
        add     rdx, 8
        jnz     .word
.done:
        ret
