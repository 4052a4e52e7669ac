; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: writes-src
; From 1 MiB on, changes the last byte of src, and of dst alike.
        contract copy, "broken: changes src and dst alike from 1 MiB on"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1 << 20
        jb      .done
        not     byte [rdi - 1]
        not     byte [rsi - 1]
.done:
        ret
