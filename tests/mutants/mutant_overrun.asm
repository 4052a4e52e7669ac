; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun or touches-at-zero
; Changes what is left of the line in which the copy ends, also at n = 0: a dst off 64 shows it.
; It stays within the line and so within the page: a canary finds it, a guard page can't.
        contract copy, "broken: fills up the line in which the copy ends"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
.fill:
        test    rdi, 63
        jz      .done
        not     byte [rdi]
        inc     rdi
        jmp     .fill
.done:
        ret
