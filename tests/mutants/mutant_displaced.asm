; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: takes the source 64 bytes further on"

; Written for the diagnosis "byte 0 of 128 is ..., should be ...": above 64 bytes every line but the last is the
; source's next one. Nothing outside the buffers is touched, and a pattern with a period of 64 would not see it.

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
