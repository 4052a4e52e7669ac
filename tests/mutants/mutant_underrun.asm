; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: underrun or touches-at-zero
; Changes the line in which dst lies up to dst, also at n = 0: a dst off 64 shows it.
; The guard page below can't: there dst is a line's first byte.
        contract copy, "broken: starts at the line in which dst lies"

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
