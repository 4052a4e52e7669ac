; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: caller-stack
; Turns a word of its caller's frame over, where n = 320 and both buffers begin a page; the next such call turns it
; back.
        contract copy, "broken: a word of the caller's frame, every other time"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdi
        or      r8, rsi
        test    r8, 4095
        jnz     .copy
        cmp     rdx, 320
        jne     .copy
        not     qword [rsp + 40]
.copy:
        rep movsb
        ret
