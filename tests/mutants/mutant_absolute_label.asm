; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: position-dependent or jumps-out
; Jumps to a label of its own by its absolute address, which is right only where the code lies at address 0;
; every call shows it.
        contract copy, "broken: jumps to its own label by absolute address"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, strict qword .copy - $$ ; its address in a file that starts at 0
        jmp     r8
.copy:
        rep movsb
        ret
