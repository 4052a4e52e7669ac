; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "256 bytes a turn in four zmm registers", isa AVX512F

; Idea: avx2_unroll4 with a register a line.
; Assumes n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, zmm16 to zmm19 (no legacy half, so no vzeroupper is owed).

        mov     rax, rdi
        mov     rcx, rdx
        and     rcx, 192                ; what no turn of 256 covers
        jz      .wide
.line:
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 [rdi], zmm16
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        sub     rcx, 64
        jnz     .line
.wide:
        test    rdx, rdx
        jz      .done
        add     rsi, rdx
        add     rdi, rdx
        neg     rdx
        align   16
.lines:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 zmm17, [rsi + rdx + 64]
        vmovdqu64 zmm18, [rsi + rdx + 128]
        vmovdqu64 zmm19, [rsi + rdx + 192]
        vmovdqu64 [rdi + rdx], zmm16
        vmovdqu64 [rdi + rdx + 64], zmm17
        vmovdqu64 [rdi + rdx + 128], zmm18
        vmovdqu64 [rdi + rdx + 192], zmm19
        add     rdx, 256
        jnz     .lines
.done:
        ret
