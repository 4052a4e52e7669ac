; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: callee-saved
; From 1 MiB on it loses rbx: only calls at sizes that are timed show it.
        contract copy, "broken: changes rbx from 1 MiB on"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1 << 20
        jb      .done
        mov     rbx, rdx
.done:
        ret
