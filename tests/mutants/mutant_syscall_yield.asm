; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: system-call
; Yields the processor (sched_yield, syscall 24) where n is at least 16384.
        contract copy, "broken: calls sched_yield from 16 KiB on", isa AVX512F

        mov     r8, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu64 zmm16, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        cmp     r8, 16384
        jb      .right
        mov     r8, rax
        mov     eax, 24
        syscall
        mov     rax, r8
.right:
        ret
