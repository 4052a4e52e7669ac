; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-count (full)
; From 2 GiB on, copies the last 2 MiB and nothing else.
        contract copy, "broken: copies the last 2 MiB only from 2 GiB on"

        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdx
        shr     r8, 31
        jnz     .far
        rep movsb
        ret
.far:
        sub     rcx, 2 << 20
        add     rdi, rcx
        add     rsi, rcx
        mov     ecx, 2 << 20
        rep movsb
        ret
