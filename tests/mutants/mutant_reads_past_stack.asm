; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: caller-stack
; Reads 8 KiB above its return address: a caller's frame, or whatever lies there.
        contract copy, "broken: reads 8 KiB up the stack"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        mov     r8, [rsp + 8192]
        ret
