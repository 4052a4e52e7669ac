; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-pointer
; Takes a dst below 2^32 for a signed number of 32 bits: from 2^31 on it leads to the kernel.
        contract copy, "broken: extends the sign of a low dst"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdi
        shr     r8, 32
        jnz     .copy
        movsxd  rdi, edi
.copy:
        rep movsb
        ret
