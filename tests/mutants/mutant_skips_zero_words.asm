; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: no-copy or short-copy or wrong-data
; Where n = 192, leaves out words of which dst's is 0, as if nothing could be missing there.
        contract copy, "broken: leaves out words where dst is 0"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdx, 192
        jne     .copy
        shr     rcx, 3
.word:
        mov     r8, [rsi]
        cmp     qword [rdi], 0
        je      .next
        mov     [rdi], r8
.next:
        add     rsi, 8
        add     rdi, 8
        dec     rcx
        jnz     .word
        ret
.copy:
        rep movsb
        ret
