; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; From 1 MiB on it streams whole lines and returns without a fence: too long to be walked from its beginning, and
; another core sees a whole line late once in some thousand calls.
        contract copy, "broken: no sfence from 1 MiB on", isa SSE2, align 16, flags NON_TEMPORAL

        cmp     rdx, 1 << 20
        jae     .stream
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
.stream:
        mov     rax, rdi
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movntps  [rdi + rdx], xmm0
        movntps  [rdi + rdx + 16], xmm1
        movntps  [rdi + rdx + 32], xmm2
        movntps  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
        ret
