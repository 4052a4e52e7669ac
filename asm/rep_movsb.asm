; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "the string instruction, microcode chooses how", granule 1

; Idea: let the processor do it. From Ivy Bridge (ERMS) the microcode moves whole lines and knows the
; caches; before that, and for short copies without FSRM, its start-up of 30 cycles and more shows.
; Assumes DF = 0 at entry, as the ABI promises.
; Clobbers: rcx, rdi, rsi.

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
