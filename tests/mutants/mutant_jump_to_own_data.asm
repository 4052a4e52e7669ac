; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: jumps-out or illegal-instruction
; Jumps to a constant of its own instead of loading it, where n is at least 1024: its bytes are no code
; (06 is push es, which 64-bit mode does not have).
        contract copy, "broken: jumps into its own constants from 1 KiB on"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1024
        jae     .constant
        ret
        align   16
.constant:
        dq      0x0606060606060606, 0x0606060606060606
