; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Splits what is more than 512 bytes in halves and calls itself for each.
        contract copy, "right: recursion on halves"

        mov     rax, rdi
.halves:
        cmp     rdx, 512
        ja      .split
        mov     rcx, rdx
        rep movsb
        ret
.split:
        push    rdi
        push    rsi
        push    rdx
        shr     rdx, 1
        and     rdx, -64
        call    .halves
        pop     rdx
        pop     rsi
        pop     rdi
        mov     rcx, rdx
        shr     rcx, 1
        and     rcx, -64
        add     rdi, rcx
        add     rsi, rcx
        sub     rdx, rcx
        jmp     .halves
