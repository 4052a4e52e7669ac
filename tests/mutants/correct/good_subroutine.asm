; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Calls a routine of its own for each line.
        contract copy, "right: calls itself a helper", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.next:
        call    .line
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jnz     .next
.done:
        ret
.line:
        movups  xmm0, [rsi]
        movups  xmm1, [rsi + 16]
        movups  xmm2, [rsi + 32]
        movups  xmm3, [rsi + 48]
        movups  [rdi], xmm0
        movups  [rdi + 16], xmm1
        movups  [rdi + 32], xmm2
        movups  [rdi + 48], xmm3
        ret
