; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Leaves out words that are equal already, by a whole comparison.
        contract copy, "right: skips words that are equal"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.word:
        mov     r8, [rsi + rdx]
        cmp     r8, [rdi + rdx]
        je      .next
        mov     [rdi + rdx], r8
.next:
        add     rdx, 8
        jnz     .word
.done:
        ret
