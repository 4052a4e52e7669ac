; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Sets single precision and truncation meanwhile and restores the x87 control word.
        contract copy, "right: changes the control word and restores it"

        fnstcw  [rsp - 2]
        mov     cx, [rsp - 2]
        and     cx, 0xf0ff
        or      cx, 0x0c00
        mov     [rsp - 4], cx
        fldcw   [rsp - 4]
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        fldcw   [rsp - 2]
        ret
