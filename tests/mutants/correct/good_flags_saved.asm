; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Keeps its flags over the loop with pushf and popf.
        contract copy, "right: pushf and popf"

        pushfq
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        mov     r8, [rsi + rdx]
        mov     [rdi + rdx], r8
        add     rdx, 8
        jnz     .line
.done:
        popfq
        ret
