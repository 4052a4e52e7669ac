; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: suspicious-instruction (warn)
; Right, but in about one call of 5000 (a hash of dst, src and n chooses) it runs a locked add across a
; cache line's end in its red zone, which locks the bus for all processors.
        contract copy, "suspect: a split lock, once in 5000 calls", isa SSE2

        mov     r8, rdi                 ; about one call in 5000, by a hash of dst, src and n
        rol     r8, 23
        xor     r8, rsi
        rol     r8, 23
        add     r8, rdx
        mov     r9, 0x9e3779b97f4a7c15
        imul    r8, r9
        rol     r8, 32
        imul    r8, r9
        shr     r8, 32
        cmp     r8d, (1 << 32) / 5000
        jae     .copy
        lea     r8, [rsp - 16]
        and     r8, -64
        lock add dword [r8 - 2], 1
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
        ret
