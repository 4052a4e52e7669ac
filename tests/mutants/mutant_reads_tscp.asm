; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: suspicious-instruction (warn)
; Right, but runs rdtscp, which tells the time and the processor, where n is at least 512.
        contract copy, "suspect: runs rdtscp from 512 bytes on"

        cmp     rdx, 512
        jb      .copy
        mov     r8, rdx
        rdtscp
        mov     rdx, r8
.copy:
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
