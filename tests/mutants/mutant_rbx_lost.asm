; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: callee-saved
; Copies through rbx and does not restore it; every n but 0 shows it.
        contract copy, "broken: changes rbx"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.eight:
        mov     rbx, [rsi + rdx - 8]
        mov     [rdi + rdx - 8], rbx
        sub     rdx, 8
        jnz     .eight
.done:
        ret
