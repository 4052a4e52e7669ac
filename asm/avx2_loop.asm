; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "64 bytes a turn in two ymm registers", isa AVX2

; Idea: the shortest honest vector loop. Both pointers are moved to their ends and one negative index runs
; up to zero, so that the index is also the loop's condition: two loads, two stores, one add, one branch for
; each cache line.
; Assumes n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, ymm0, ymm1; upper halves left clean.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
