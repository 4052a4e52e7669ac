; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: falls-off-end
; Has no ret and falls off its end, in every call.
        contract copy, "broken: has no ret"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
