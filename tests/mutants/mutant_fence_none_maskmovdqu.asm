; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; Stores under a mask that passes the caches, and never fences.
        contract copy, "broken: maskmovdqu without a fence", isa SSE2, flags NON_TEMPORAL

        mov     rax, rdi
        pcmpeqd xmm1, xmm1
        test    rdx, rdx
        jz      .done
.vector:
        movdqu  xmm0, [rsi]
        maskmovdqu xmm0, xmm1
        add     rsi, 16
        add     rdi, 16
        sub     rdx, 16
        jnz     .vector
.done:
        ret
