; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data or same-pointer
; The last byte is wrong from 6272 to 8000 bytes, where dst lies above 2^33: only calls drawn at random are such.
        contract copy, "broken: from 6272 to 8000 bytes"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        lea     r8, [rdx - 6272]
        cmp     r8, 8000 - 6272
        ja      .done
        mov     r8, rax
        shr     r8, 33
        jz      .done
        add     byte [rdi - 1], 3
.done:
        ret
