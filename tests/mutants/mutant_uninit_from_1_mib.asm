; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; From 1 MiB on r8 is counted on to be 0.
        contract copy, "broken: reads r8 from 1 MiB on"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdx, 1 << 20
        jb      .copy
        test    r8, r8
        jz      .copy
        sub     rcx, 64
.copy:
        rep movsb
        ret
