; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: red-zone
; Takes every line through 64 bytes at rsp - 512: a signal between a line's two halves puts wrong bytes
; into dst. Any n but 0 can show it.
        contract copy, "broken: takes each line through rsp - 512", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.line:
        vmovdqu ymm0, [rsi + rdx - 64]
        vmovdqu ymm1, [rsi + rdx - 32]
        vmovdqu [rsp - 512], ymm0
        vmovdqu [rsp - 480], ymm1
        vmovdqu ymm2, [rsp - 480]
        vmovdqu ymm3, [rsp - 512]
        vmovdqu [rdi + rdx - 32], ymm2
        vmovdqu [rdi + rdx - 64], ymm3
        sub     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
