; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: the last byte is wrong from 1 MiB on"

; Written for the diagnosis "byte 1048575 of 1048576 is ..., should be ...": small sizes are right, only a call at
; the timed size shows it.

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1 << 20
        jb      .done
        not     byte [rdi - 1]
.done:
        ret
