; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "non-temporal stores, 16 bytes each", isa SSE2, align 16, flags NON_TEMPORAL

; Idea: a line written by four 16-byte streaming stores is gathered in a write-combining buffer and leaves
; the core whole, without being read first. For copies that memory would evict anyway this saves a third of
; the traffic; for those that fit a cache it throws the caches away.
; Assumes dst and src are multiples of 16, n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, xmm0 to xmm3.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        movdqa  xmm0, [rsi + rdx]
        movdqa  xmm1, [rsi + rdx + 16]
        movdqa  xmm2, [rsi + rdx + 32]
        movdqa  xmm3, [rsi + rdx + 48]
        movntdq [rdi + rdx], xmm0
        movntdq [rdi + rdx + 16], xmm1
        movntdq [rdi + rdx + 32], xmm2
        movntdq [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
        sfence                          ; streaming stores are ordered by nothing else
.done:
        ret
