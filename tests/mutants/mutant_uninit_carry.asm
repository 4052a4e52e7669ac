; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; Adds the carry flag at entry to the last 8 bytes.
        contract copy, "broken: adds the carry flag"

        mov     rax, rdi
        mov     rcx, rdx
        jrcxz   .done
        mov     r8, [rsi + rcx - 8]
        adc     r8, 0
        rep movsb
        mov     [rdi - 8], r8
.done:
        ret
