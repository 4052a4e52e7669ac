; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract store, "src and dst side by side, 64 bytes a store", isa AVX512F

; Idea: a ceiling: what writing alone takes. Two lines of either range in turn. What it writes is no zero: some
; processors store zeros faster than anything a copy may find.
; Assumes n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, zmm16.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        vpternlogd zmm16, zmm16, zmm16, 0xff
        add     rsi, rdx
        add     rdi, rdx
        neg     rdx
        test    edx, 64
        jz      .pairs
        vmovdqu64 [rsi + rdx], zmm16
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jz      .end
        align   16
.pairs:
        vmovdqu64 [rsi + rdx], zmm16
        vmovdqu64 [rsi + rdx + 64], zmm16
        vmovdqu64 [rdi + rdx], zmm16
        vmovdqu64 [rdi + rdx + 64], zmm16
        add     rdx, 128
        jnz     .pairs
.end:
.done:
        ret
