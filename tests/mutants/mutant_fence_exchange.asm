; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; Streams, and takes the exchange of two registers for a locked one.
        contract copy, "broken: xchg of registers for a fence", isa SSE2, align 16, flags NON_TEMPORAL

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
.vector:
        movdqu  xmm0, [rsi]
        movntdq [rdi], xmm0
        add     rsi, 16
        add     rdi, 16
        sub     rdx, 16
        jnz     .vector
.done:
        xchg    rsi, rdi
        ret
