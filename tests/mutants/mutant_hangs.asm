; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: never returns from 192 bytes"

; Written for the diagnosis "did not finish in time (SIGALRM)".

        mov     rax, rdi
        mov     rcx, rdx
.wait:
        cmp     rdx, 192
        je      .wait
        rep movsb
        ret
