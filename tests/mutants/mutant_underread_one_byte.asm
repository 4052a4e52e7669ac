; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: under-read
; Reads the byte before the source: only a source flush with the start of what is mapped shows it.
        contract copy, "broken: reads the byte before the source"

        mov     r8, rsi
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        mov     cl, [r8 - 1]
.done:
        ret
