; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Sets FTZ and DAZ meanwhile and restores MXCSR.
        contract copy, "right: changes MXCSR and restores it", isa SSE2

        stmxcsr [rsp - 4]
        mov     ecx, [rsp - 4]
        or      ecx, 0x8040
        mov     [rsp - 8], ecx
        ldmxcsr [rsp - 8]
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
        movups  [rdi + rdx], xmm0
        movups  [rdi + rdx + 16], xmm1
        movups  [rdi + rdx + 32], xmm2
        movups  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
.done:
        ldmxcsr [rsp - 4]
        ret
