; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: illegal-instruction
; Divides n by its number of lines, which is 0 where n = 0 (SIGFPE).
        contract copy, "broken: divides by zero where n = 0"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        mov     r8, rax
        mov     rcx, rdx
        shr     rcx, 6
        mov     rax, rdx
        xor     edx, edx
        div     rcx
        mov     rax, r8
        ret
