; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: touches-at-zero
; Fetches the first line of dst for writing by a locked OR of 0, even at n = 0.
        contract copy, "broken: locks the first line of dst at n = 0"

        lock or byte [rdi], 0
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
