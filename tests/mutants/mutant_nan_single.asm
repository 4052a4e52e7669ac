; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; Moves the last 4 bytes as an x87 single: a signalling NaN of 32 bits there shows it.
        contract copy, "broken: the last 4 bytes go through a float"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        fld     dword [rsi - 4]
        fstp    dword [rdi - 4]
.done:
        ret
