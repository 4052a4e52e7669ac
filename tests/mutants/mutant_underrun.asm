; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: starts at the line in which dst lies"

; Written for the diagnosis "wrote ... bytes below dst". The guard page below can't see it: there dst is
; a line's first byte.

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        mov     rdi, rax
.back:
        test    rdi, 63
        jz      .done
        dec     rdi
        not     byte [rdi]
        jmp     .back
.done:
        ret
