; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun
; Writes the byte behind dst where dst ends with its page.
        contract copy, "broken: the byte behind dst at a page's end"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        test    rdi, 4095
        jnz     .done
        not     byte [rdi]
.done:
        ret
