; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Uses zmm16 to zmm31, 1024 bytes a turn, and one of them for the rest.
        contract copy, "right: sixteen zmm registers", isa AVX512F

        mov     rax, rdi
        sub     rdx, 1024
        jb      .rest
.turn:
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 zmm17, [rsi + 64]
        vmovdqu64 zmm18, [rsi + 128]
        vmovdqu64 zmm19, [rsi + 192]
        vmovdqu64 zmm20, [rsi + 256]
        vmovdqu64 zmm21, [rsi + 320]
        vmovdqu64 zmm22, [rsi + 384]
        vmovdqu64 zmm23, [rsi + 448]
        vmovdqu64 zmm24, [rsi + 512]
        vmovdqu64 zmm25, [rsi + 576]
        vmovdqu64 zmm26, [rsi + 640]
        vmovdqu64 zmm27, [rsi + 704]
        vmovdqu64 zmm28, [rsi + 768]
        vmovdqu64 zmm29, [rsi + 832]
        vmovdqu64 zmm30, [rsi + 896]
        vmovdqu64 zmm31, [rsi + 960]
        vmovdqu64 [rdi], zmm16
        vmovdqu64 [rdi + 64], zmm17
        vmovdqu64 [rdi + 128], zmm18
        vmovdqu64 [rdi + 192], zmm19
        vmovdqu64 [rdi + 256], zmm20
        vmovdqu64 [rdi + 320], zmm21
        vmovdqu64 [rdi + 384], zmm22
        vmovdqu64 [rdi + 448], zmm23
        vmovdqu64 [rdi + 512], zmm24
        vmovdqu64 [rdi + 576], zmm25
        vmovdqu64 [rdi + 640], zmm26
        vmovdqu64 [rdi + 704], zmm27
        vmovdqu64 [rdi + 768], zmm28
        vmovdqu64 [rdi + 832], zmm29
        vmovdqu64 [rdi + 896], zmm30
        vmovdqu64 [rdi + 960], zmm31
        add     rsi, 1024
        add     rdi, 1024
        sub     rdx, 1024
        jae     .turn
.rest:
        add     rdx, 1024
        jz      .done
.line:
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 [rdi], zmm16
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jnz     .line
.done:
        ret
