; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: short-copy
; Moves dst up to a multiple of 32 and leaves out the bytes before: a dst off that alignment shows it.
        contract copy, "broken: leaves out the head that is not aligned"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     rcx, [rdi + 31]
        and     rcx, -32
        sub     rcx, rdi
        add     rdi, rcx
        add     rsi, rcx
        sub     rdx, rcx
        mov     rcx, rdx
        rep movsb
.done:
        ret
