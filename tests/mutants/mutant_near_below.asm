; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; The first byte is wrong where dst lies 64 bytes below src, mod 4096.
        contract copy, "broken: where dst lies 64 bytes below src mod 4096", isa SSE2

        mov     ecx, esi
        sub     ecx, edi
        and     ecx, 4095
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
        cmp     ecx, 64
        jne     .done
        not     byte [rax]
.done:
        ret
