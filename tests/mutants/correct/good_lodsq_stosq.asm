; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Moves words through rax with lodsq and stosq.
        contract copy, "right: lodsq and stosq"

        mov     r8, rdi
        mov     rcx, rdx
        shr     rcx, 3
        jz      .done
.word:
        lodsq
        stosq
        dec     rcx
        jnz     .word
.done:
        mov     rax, r8
        ret
