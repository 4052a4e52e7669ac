; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: suspicious-instruction (warn)
; Right, and keeps rbx, but serializes with cpuid where n = 576, which a hypervisor makes slow.
        contract copy, "suspect: runs cpuid where n = 576", isa SSE2

        cmp     rdx, 576
        jne     .copy
        mov     r8, rdx
        mov     r9, rbx
        xor     eax, eax
        xor     ecx, ecx
        cpuid
        mov     rbx, r9
        mov     rdx, r8
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
