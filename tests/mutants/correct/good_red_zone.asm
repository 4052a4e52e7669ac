; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Moves each line through the 128 bytes below rsp, up to their far end.
        contract copy, "right: through the red zone", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movups  [rsp - 128], xmm0
        movups  [rsp - 112], xmm1
        movups  [rsp - 96], xmm2
        movups  [rsp - 16], xmm3
        movups  xmm3, [rsp - 128]
        movups  xmm2, [rsp - 112]
        movups  xmm1, [rsp - 96]
        movups  xmm0, [rsp - 16]
        movups  [rdi + rdx], xmm3
        movups  [rdi + rdx + 16], xmm2
        movups  [rdi + rdx + 32], xmm1
        movups  [rdi + rdx + 48], xmm0
        add     rdx, 64
        jnz     .line
.done:
        ret
