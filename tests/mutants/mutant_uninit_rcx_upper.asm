; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; ORs bits 32 to 39 of rcx at entry into the last byte, taking them to be 0.
        contract copy, "broken: takes the upper half of rcx to be 0"

        mov     r8, rcx
        shr     r8, 32
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        or      [rdi - 1], r8b
.done:
        ret
