; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-value
; Returns the source: any call with dst != src shows it.
        contract copy, "broken: returns the source"

        mov     rax, rsi
        mov     rcx, rdx
        rep movsb
        ret
