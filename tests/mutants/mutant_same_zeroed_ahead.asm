; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: same-pointer
; Clears the next line of dst while it copies this one: dst = src shows it, from 128 bytes on.
        contract copy, "broken: clears a line ahead", isa AVX512F

        vpxorq  zmm17, zmm17, zmm17
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        cmp     rdx, -64
        je      .store
        vmovdqu64 [rdi + rdx + 64], zmm17
.store:
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
