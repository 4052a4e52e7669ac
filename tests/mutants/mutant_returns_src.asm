; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: returns the source"

; Written for the diagnosis "returned ... instead of dst ...".

        mov     rax, rsi
        mov     rcx, rdx
        rep movsb
        ret
