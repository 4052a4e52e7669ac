; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract none, "uint64_t add(uint64_t a, uint64_t b): their sum"

; Idea: seven bytes that are a whole C function. Arguments come in rdi and rsi, the result leaves in rax:
; the System V ABI is all the linking a blob needs.
; Clobbers: nothing else.

        mov     rax, rdi
        add     rax, rsi
        ret
