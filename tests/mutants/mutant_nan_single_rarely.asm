; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; Moves its first 4 bytes through the x87 as a float where dst begins a page.
        contract copy, "broken: a float through the x87 at a page's start"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rax, 4095
        jnz     .done
        test    rdx, rdx
        jz      .done
        fld     dword [rax]
        fstp    dword [rax]
.done:
        ret
