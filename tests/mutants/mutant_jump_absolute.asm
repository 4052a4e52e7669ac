; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: jumps-out
; Ends by a jump to the absolute address 0x1000, where nothing can be mapped; every call shows it.
        contract copy, "broken: jumps to address 0x1000"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        mov     ecx, 0x1000
        jmp     rcx
