; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: has no ret"

; Written for the diagnosis "ran into the int3 around it": it falls off its end.

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
