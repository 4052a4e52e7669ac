; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: stack-pointer
; Forgets 8 bytes of src on the stack, and returns to them: no address at all.
        contract copy, "broken: returns to what it left on the stack"

        mov     rax, rdi
        mov     rcx, rdx
        test    rdx, rdx
        jz      .copy
        push    qword [rsi]
.copy:
        rep movsb
        ret
