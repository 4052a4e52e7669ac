; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; Asks what rcx holds, which carries no argument, and copies nothing where that is 0.
        contract copy, "broken: copies nothing where rcx happens to be 0"

        mov     rax, rdi
        jrcxz   .done
        mov     rcx, rdx
        rep movsb
.done:
        ret
