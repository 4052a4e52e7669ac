; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Loads and stores under vector masks, all of them set.
        contract copy, "right: masked moves, all lanes", isa AVX2

        vpcmpeqd ymm2, ymm2, ymm2
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vpmaskmovd ymm0, ymm2, [rsi + rdx]
        vpmaskmovd ymm1, ymm2, [rsi + rdx + 32]
        vpmaskmovd [rdi + rdx], ymm2, ymm0
        vpmaskmovd [rdi + rdx + 32], ymm2, ymm1
        add     rdx, 64
        jnz     .line
.done:
        vzeroupper
        ret
