; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun or underrun
; Writes the first byte of dst's page where dst begins in the second half of it: no copy this near looks there.
        contract copy, "broken: the first byte of dst's page"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdi
        and     r8, 4095
        cmp     r8, 2048
        jb      .copy
        mov     r8, rdi
        and     r8, -4096
        mov     byte [r8], 0x77
.copy:
        rep movsb
        ret
