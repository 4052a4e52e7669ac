; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: mxcsr
; Leaves flush-to-zero and denormals-are-zero (bits 15 and 6 of MXCSR) set where n is at least 8192.
        contract copy, "broken: leaves flush-to-zero set from 8 KiB on", isa AVX2

        mov     r8, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        cmp     r8, 8192
        jb      .right
        stmxcsr [rsp - 8]
        or      dword [rsp - 8], 1 << 15 | 1 << 6
        ldmxcsr [rsp - 8]
.right:
        ret
