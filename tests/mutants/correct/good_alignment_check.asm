; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Sets AC, so that the processor itself checks what the contract promises, and clears it again.
        contract copy, "right: with the alignment check on", align 8

        pushfq
        pushfq
        or      dword [rsp], 1 << 18    ; AC
        popfq
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
