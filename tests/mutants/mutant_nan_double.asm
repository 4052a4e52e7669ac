; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; Moves each 8 bytes as an x87 double, which sets the quiet bit of a signalling NaN of 64 bits.
        contract copy, "broken: copies doubles, and so quiets NaNs"

        mov     rax, rdi
        xor     ecx, ecx
.word:
        cmp     rcx, rdx
        je      .done
        fld     qword [rsi + rcx]
        fstp    qword [rdi + rcx]
        add     rcx, 8
        jmp     .word
.done:
        ret
