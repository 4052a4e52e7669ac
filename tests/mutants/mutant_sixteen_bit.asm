; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-value
; A right rep movsb of 16-bit mode. 64-bit mode reads it as moves of 32-bit registers, so that what it
; returns is the lower half of dst; every call shows it.
        contract copy, "broken: assembled for 16-bit mode"

        bits    16
        mov     ax, di
        mov     cx, dx
        rep movsb
        ret
