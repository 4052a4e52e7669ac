; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: callee-saved
; Changes the lower half of r14 and keeps the upper; every n of 128 and more shows it.
        contract copy, "broken: changes the lower half of r14"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        shr     rdx, 6
        cmp     rdx, 2
        jb      .done
        mov     r8, r14
        shr     r8, 32
        shl     r8, 32
        not     r14d
        or      r14, r8
.done:
        ret
