; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: touches-neighbours
; Writes the bytes from the start of the line to dst back as they were: no call alone shows it,
; only a neighbour that changes meanwhile.
        contract copy, "broken: rewrites the bytes before dst in its line"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        mov     rdi, rax
.back:
        test    edi, 63
        jz      .done
        dec     rdi
        mov     cl, [rdi]
        mov     [rdi], cl
        jmp     .back
.done:
        ret
