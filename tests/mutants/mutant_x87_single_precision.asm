; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: x87-control
; Leaves the x87 at single precision (bits 8 and 9 of its control word clear) after every call.
        contract copy, "broken: leaves the x87 at single precision"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        fnstcw  [rsp - 8]
        and     word [rsp - 8], ~(3 << 8)
        fldcw   [rsp - 8]
        ret
