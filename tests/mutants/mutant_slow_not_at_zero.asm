; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: slow (warn)
; Right, but spins through 10^5 pauses before every copy; n = 0 leaves at once.
        contract copy, "suspect: pauses 10^5 times before a copy", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        mov     ecx, 100000
.wait:
        pause
        dec     ecx
        jnz     .wait
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
        ret
