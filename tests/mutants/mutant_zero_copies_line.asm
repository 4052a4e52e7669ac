; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: touches-at-zero
; Looks at n only after the first line: n = 0 copies 64 bytes.
        contract copy, "broken: copies a line at n = 0", isa AVX2

        mov     rax, rdi
.line:
        vmovdqu ymm0, [rsi]
        vmovdqu ymm1, [rsi + 32]
        vmovdqu [rdi], ymm0
        vmovdqu [rdi + 32], ymm1
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        ja      .line
        vzeroupper
        ret
