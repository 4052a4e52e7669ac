; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: over-read
; Reads the byte behind src where n = 3008 and dst begins a page.
        contract copy, "broken: over-reads at n = 3008, dst at a page's start"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 3008
        jne     .done
        test    rax, 4095
        jnz     .done
        movzx   r8d, byte [rsi]
.done:
        ret
