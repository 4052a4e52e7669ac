; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: direction-flag
; From 1 MiB on it returns with the direction flag set: only calls at sizes that are timed show it.
        contract copy, "broken: leaves DF set from 1 MiB on"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1 << 20
        jb      .done
        std
.done:
        ret
