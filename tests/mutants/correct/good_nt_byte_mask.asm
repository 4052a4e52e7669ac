; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Stores the last 16 bytes with maskmovdqu, a streaming store to any alignment, and fences.
        contract copy, "right: maskmovdqu, sfence", isa SSE2, flags NON_TEMPORAL

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     rcx, [rdx - 16]
        rep movsb
        movups  xmm0, [rsi]
        pcmpeqd xmm1, xmm1
        maskmovdqu xmm0, xmm1
        sfence
.done:
        ret
