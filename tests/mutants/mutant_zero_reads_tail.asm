; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: touches-at-zero
; Loads the last 8 bytes before it looks at n: n = 0 reads below src.
        contract copy, "broken: reads below src at n = 0"

        mov     r8, [rsi + rdx - 8]
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        mov     [rdi - 8], r8
.done:
        ret
