; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Streams only the last 8 bytes, and fences.
        contract copy, "right: streams one word, sfence", flags NON_TEMPORAL

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     rcx, [rdx - 8]
        rep movsb
        mov     r8, [rsi]
        movnti  [rdi], r8
        sfence
.done:
        ret
