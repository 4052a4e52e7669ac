; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Copies the eight lines of each 512 bytes in the order 3 0 6 1 7 4 2 5, the rest in a row.
        contract copy, "right: lines in another order", isa AVX512F

        mov     rax, rdi
        sub     rdx, 512
        jb      .rest
.turn:
        vmovdqu64 zmm16, [rsi + 192]
        vmovdqu64 [rdi + 192], zmm16
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 [rdi], zmm16
        vmovdqu64 zmm16, [rsi + 384]
        vmovdqu64 [rdi + 384], zmm16
        vmovdqu64 zmm16, [rsi + 64]
        vmovdqu64 [rdi + 64], zmm16
        vmovdqu64 zmm16, [rsi + 448]
        vmovdqu64 [rdi + 448], zmm16
        vmovdqu64 zmm16, [rsi + 256]
        vmovdqu64 [rdi + 256], zmm16
        vmovdqu64 zmm16, [rsi + 128]
        vmovdqu64 [rdi + 128], zmm16
        vmovdqu64 zmm16, [rsi + 320]
        vmovdqu64 [rdi + 320], zmm16
        add     rsi, 512
        add     rdi, 512
        sub     rdx, 512
        jae     .turn
.rest:
        add     rdx, 512
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
