; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-count
; Uses the low 8 bits of n: wrong from 256 bytes on.
        contract copy, "broken: counts in 8 bits"

        mov     rax, rdi
        movzx   ecx, dl
        rep movsb
        ret
