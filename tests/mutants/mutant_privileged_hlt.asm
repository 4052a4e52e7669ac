; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: illegal-instruction
; Runs hlt, which only the kernel may, at the end of every call (a SIGSEGV, not a SIGILL).
        contract copy, "broken: hlt"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        hlt
        ret
