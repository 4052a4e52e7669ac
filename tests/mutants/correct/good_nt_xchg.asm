; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Streams words to any alignment; an exchange with memory is locked by itself and so a fence.
        contract copy, "right: movnti, an exchange", flags NON_TEMPORAL

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.word:
        mov     r8, [rsi + rdx]
        movnti  [rdi + rdx], r8
        add     rdx, 8
        jnz     .word
        xchg    [rsp - 8], r8
.done:
        ret
