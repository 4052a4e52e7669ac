; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: system-call
; Asks for its process id (syscall 39) in every call.
        contract copy, "broken: calls getpid", isa SSE2

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
        mov     r8, rax
        mov     eax, 39
        syscall
        mov     rax, r8
        ret
