; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: overrun or underrun or remembers
; Writes a byte 2 to 3 KiB below a dst that begins in the last quarter of its page, and takes its time: few calls are
; made, and the last look at all of the memory is the only one.
        contract copy, "broken: a byte far below dst, slowly", align 64, granule 4096

        mov     r9d, 500000
.wait:
        dec     r9d
        jnz     .wait
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        mov     r8, rax
        and     r8, 4095
        cmp     r8, 3072
        jb      .done
        mov     r8, rax
        and     r8, -4096
        mov     byte [r8 + 1024], 0x77
.done:
        ret
