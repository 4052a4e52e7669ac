; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; From 1 MiB on the last byte is wrong: small sizes are right, only a call at the timed size shows it.
        contract copy, "broken: the last byte is wrong from 1 MiB on"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1 << 20
        jb      .done
        not     byte [rdi - 1]
.done:
        ret
