; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence (full)
; From 64 KiB on it stores past the caches, eight bytes at a time, and returns without a fence. Too long to be
; stepped through: only another core sees it, where the last line is a part of one.
        contract copy, "broken: no sfence from 64 KiB on", flags NON_TEMPORAL

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdx, 65536
        jae     .stream
        rep movsb
        ret
.stream:
        shr     rcx, 3
.word:
        mov     r8, [rsi]
        movnti  [rdi], r8
        add     rsi, 8
        add     rdi, 8
        dec     rcx
        jnz     .word
        ret
