; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "256 bytes a turn in eight ymm registers", isa AVX2

; Idea: four lines a turn, so that the loop's own two instructions are a tenth of the work instead of a
; third. What is left over, at most three lines, goes first, one line a turn, and the wide loop then ends
; exactly at n.
; Assumes n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, ymm0 to ymm7; upper halves left clean.

        mov     rax, rdi
        mov     rcx, rdx
        and     rcx, 192                ; what no turn of 256 covers
        jz      .wide
.line:
        vmovdqu ymm0, [rsi]
        vmovdqu ymm1, [rsi + 32]
        vmovdqu [rdi], ymm0
        vmovdqu [rdi + 32], ymm1
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
  %assign i 0
  %rep 8
        vmovdqu ymm %+ i, [rsi + rdx + 32 * i]
    %assign i i + 1
  %endrep
  %assign i 0
  %rep 8
        vmovdqu [rdi + rdx + 32 * i], ymm %+ i
    %assign i i + 1
  %endrep
        add     rdx, 256
        jnz     .lines
.done:
        vzeroupper
        ret
