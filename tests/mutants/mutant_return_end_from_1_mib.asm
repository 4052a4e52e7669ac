; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-value
; From 1 MiB on, returns the end of dst.
        contract copy, "broken: returns the end of dst from 1 MiB on"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1 << 20
        jb      .done
        mov     rax, rdi
.done:
        ret
