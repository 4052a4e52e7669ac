; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: hang
; Never returns at n = 192.
        contract copy, "broken: never returns from 192 bytes"

        mov     rax, rdi
        mov     rcx, rdx
.wait:
        cmp     rdx, 192
        je      .wait
        rep movsb
        ret
