; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; Runs its index in r8 and takes r8 to be 0 at entry.
        contract copy, "broken: starts where r8 says", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.word:
        movups  xmm0, [rsi + r8]
        movups  [rdi + r8], xmm0
        add     r8, 16
        cmp     r8, rdx
        jb      .word
.done:
        ret
