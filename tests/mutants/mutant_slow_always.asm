; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: slow (warn)
; Right, but spins through 10^5 pauses in every call.
        contract copy, "suspect: pauses 10^5 times a call"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        mov     ecx, 100000
.wait:
        pause
        dec     ecx
        jnz     .wait
        ret
