; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: stack-depth
; Takes 2 MiB of stack where n is at least 4096 and touches only its lowest line, far past any guard page.
        contract copy, "broken: takes 2 MiB of stack from 4 KiB on", isa SSE2

        mov     r8, rsp
        cmp     rdx, 4096
        jb      .copy
        sub     rsp, 2 << 20
        mov     [rsp], rdx
        mov     [rsp + 56], rdx
.copy:
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
        mov     rsp, r8
        ret
