; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; With src mod 16 = 8 the halves of the last 16 bytes change places.
        contract copy, "broken: the last 16 bytes where src mod 16 = 8", isa SSE2

        mov     ecx, esi
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
        and     ecx, 15
        cmp     ecx, 8
        jne     .done
        pshufd  xmm3, xmm3, 0x4e
        movups  [rdi - 16], xmm3
.done:
        ret
