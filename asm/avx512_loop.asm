; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "one cache line a turn in one zmm register", isa AVX512F

; Idea: a cache line is one register. The index runs up to zero as in avx2_loop. zmm16 and above have no
; legacy-SSE half to go stale, so no vzeroupper is owed.
; Assumes n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, zmm16.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
