; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: segment-base
; Moves the base of fs, where thread-local data lies, up by 64, at n = 0 alone. Needs FSGSBASE, of which
; the contract can't speak.
        contract copy, "broken: moves the base of fs where n = 0", isa SSE2

        mov     r8, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movups  [rdi + rdx], xmm0
        movups  [rdi + rdx + 16], xmm1
        movups  [rdi + rdx + 32], xmm2
        movups  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
.done:
        test    r8, r8
        jnz     .right
        rdfsbase r9
        add     r9, 64
        wrfsbase r9
.right:
        ret
