; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-count (full)
; Takes n for a signed number of 32 bits: copies nothing from 2 GiB on, too little from 4 GiB on.
        contract copy, "broken: counts in 31 bits and a sign", isa AVX2

        mov     rax, rdi
        movsxd  rdx, edx
        test    rdx, rdx
        jle     .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
