; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: short-copy
; From 4096 bytes on, bytes 2048 to 2063 are left as they were.
        contract copy, "broken: leaves 16 bytes in the middle out from 4096 bytes"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdx, 4096
        jb      .copy
        mov     ecx, 2048
        rep movsb
        add     rdi, 16
        add     rsi, 16
        lea     rcx, [rdx - 2048 - 16]
.copy:
        rep movsb
        ret
