; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: aligned moves, any alignment promised"

; Written for the diagnosis "... (or misaligned, SIGSEGV)": the contract's align should have been 16.

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
