; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; Above 64 bytes every line but the last is the source's next one. Nothing outside the buffers is touched,
; and a pattern with a period of 64 would not see it.
        contract copy, "broken: takes the source 64 bytes further on"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rcx, 64
        jbe     .copy
        add     rsi, 64
        sub     rcx, 64
        rep movsb
        sub     rsi, 64
        mov     ecx, 64
.copy:
        rep movsb
        ret
