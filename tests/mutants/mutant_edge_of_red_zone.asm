; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: red-zone
; Keeps dst at rsp - 136, the first word that the red zone does not hold, and reads it back at the end;
; a signal's frame may leave a gap there and miss it.
        contract copy, "broken: keeps dst at rsp - 136", isa SSE2

        mov     [rsp - 136], rdi
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
        mov     rax, [rsp - 136]
        ret
