; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data or short-copy
; Leaves out words whose low halves are equal already:
; a dst that differs only in the upper half of a word shows it.
        contract copy, "broken: skips words on half a comparison"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.word:
        mov     r8, [rsi + rdx]
        cmp     r8d, [rdi + rdx]
        je      .next
        mov     [rdi + rdx], r8
.next:
        add     rdx, 8
        jnz     .word
.done:
        ret
