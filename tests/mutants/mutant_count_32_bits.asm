; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-count (full)
; Uses the low 32 bits of n: wrong from 4 GiB on.
        contract copy, "broken: counts in 32 bits"

        mov     rax, rdi
        mov     ecx, edx
        rep movsb
        ret
