; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: red-zone
; Keeps dst in memory 256 bytes below rsp for as long as it takes to come back for it: overwritten, it leads nowhere.
        contract copy, "broken: keeps a pointer below the red zone"

        mov     [rsp - 256], rdi
        mov     rcx, rdx
        mov     rax, rdi
        mov     rdi, [rsp - 256]
        rep movsb
        ret
