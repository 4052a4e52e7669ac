; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-value
; Returns only the lower 32 bits of dst (mov eax, edi); any dst above 4 GiB shows it.
        contract copy, "broken: returns the lower 32 bits of dst"

        mov     eax, edi
        mov     rcx, rdx
        rep movsb
        ret
