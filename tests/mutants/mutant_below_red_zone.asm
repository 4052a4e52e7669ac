; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: red-zone
; Keeps dst at rsp - 256 while it copies and returns what it finds there; only a signal or a debugger
; that writes below the red zone during the call shows it.
        contract copy, "broken: keeps dst at rsp - 256"

        mov     [rsp - 256], rdi
        mov     rcx, rdx
        rep movsb
        mov     rax, [rsp - 256]
        ret
