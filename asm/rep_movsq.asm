; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "the string instruction, eight bytes a count"

; Idea: the same microcode as rep_movsb on processors with ERMS; before them the wider unit was the fast
; one.
; Assumes n is a multiple of 8 and DF = 0 at entry, as the ABI promises.
; Clobbers: rcx, rdi, rsi.

        mov     rax, rdi
        mov     rcx, rdx
        shr     rcx, 3
        rep movsq
        ret
