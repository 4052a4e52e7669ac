; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: writes-code
; From 4096 bytes on, writes n over the constant in one of its own instructions.
        contract copy, "broken: patches its own code from 4096 bytes"

        mov     rax, rdi
        cmp     rdx, 4096
        jb      .copy
        mov     [.patched - 4], edx
.copy:
        mov     r8d, strict dword 0
.patched:
        mov     rcx, rdx
        rep movsb
        ret
