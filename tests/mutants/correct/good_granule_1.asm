; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Any n: words, then bytes.
        contract copy, "right: words, then bytes", granule 1

        mov     rax, rdi
        mov     rcx, rdx
        and     edx, 7
        sub     rcx, rdx
        jz      .rest
.word:
        mov     r8, [rsi]
        mov     [rdi], r8
        add     rsi, 8
        add     rdi, 8
        sub     rcx, 8
        jnz     .word
.rest:
        test    edx, edx
        jz      .done
.byte:
        mov     r8b, [rsi]
        mov     [rdi], r8b
        inc     rsi
        inc     rdi
        dec     edx
        jnz     .byte
.done:
        ret
