; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; From 65536 bytes on, the second 4096 bytes are the first once more.
        contract copy, "broken: repeats a page from 65536 bytes"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdx, 65536
        jb      .copy
        mov     ecx, 4096
        rep movsb
        sub     rsi, 4096
        mov     ecx, 4096
        rep movsb
        add     rsi, 4096
        lea     rcx, [rdx - 8192]
.copy:
        rep movsb
        ret
