; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun or underrun or remembers
; Writes the first byte of dst's page where dst begins in the second half of it, and takes its time: few calls are
; made, and the last look at all of the memory is the only one.
        contract copy, "broken: the first byte of dst's page, slowly", align 64, granule 4096

        mov     r9d, 500000
.wait:
        dec     r9d
        jnz     .wait

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
