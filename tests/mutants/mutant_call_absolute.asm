; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: jumps-out
; Calls the absolute address 0x2000, where nothing can be mapped, where n = 704.
        contract copy, "broken: calls address 0x2000 where n = 704", isa SSE2

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
        cmp     r8, 704
        jne     .right
        mov     ecx, 0x2000
        call    rcx
.right:
        ret
