; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: underrun or overrun
; From 1 MiB on, writes the byte before dst: only a call at a size that is timed shows it.
        contract copy, "broken: the byte before dst from 1 MiB on"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1 << 20
        jb      .done
        not     byte [rax - 1]
.done:
        ret
