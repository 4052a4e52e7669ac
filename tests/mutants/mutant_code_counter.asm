; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: writes-code
; Counts its calls in the bytes behind its ret.
        contract copy, "broken: counts calls in its own code"

        inc     qword [.calls]
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
.calls:
        dq      0
