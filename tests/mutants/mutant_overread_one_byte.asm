; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: over-read
; Reads the byte behind the source: only a source flush with the end of what is mapped shows it.
        contract copy, "broken: reads the byte behind the source"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        mov     cl, [rsi]
.done:
        ret
