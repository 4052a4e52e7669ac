; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: misaligned-access
; Loads and stores with movaps: dst or src off 16 shows it, and the contract's align should have been 16.
        contract copy, "broken: aligned moves, any alignment promised"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.line:
        movaps  xmm0, [rsi + rdx - 16]
        movaps  [rdi + rdx - 16], xmm0
        sub     rdx, 16
        jnz     .line
.done:
        ret
