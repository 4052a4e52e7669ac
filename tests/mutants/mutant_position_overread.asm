; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: position-dependent or over-read
; Reads the byte behind src where its code begins in the middle of a line, n = 3008 and dst begins a page.
        contract copy, "broken: over-reads with its code at 32 mod 64"

start:
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 3008
        jne     .done
        test    rax, 4095
        jnz     .done
        lea     r8, [start]
        and     r8, 63
        cmp     r8, 32
        jne     .done
        movzx   r8d, byte [rsi]
.done:
        ret
