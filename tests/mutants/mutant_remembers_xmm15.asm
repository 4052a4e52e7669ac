; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: remembers
; Leaves a mark in xmm15; a call that finds it there leaves the last line out.
        contract copy, "broken: remembers in xmm15", isa SSE2

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, 0x6d656d6370796d6b
        movq    r9, xmm15
        movq    xmm15, r8
        cmp     r8, r9
        jne     .copy
        test    rcx, rcx
        jz      .copy
        sub     rcx, 64
.copy:
        rep movsb
        ret
