; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Stores the even and then the odd 4 bytes of each vector, under two masks.
        contract copy, "right: even lanes, then odd ones", isa AVX

        vpcmpeqd xmm2, xmm2, xmm2
        vpsrlq  xmm3, xmm2, 32
        vpsllq  xmm4, xmm2, 32
        vinsertf128 ymm3, ymm3, xmm3, 1
        vinsertf128 ymm4, ymm4, xmm4, 1
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovups ymm0, [rsi + rdx]
        vmovups ymm1, [rsi + rdx + 32]
        vmaskmovps [rdi + rdx], ymm3, ymm0
        vmaskmovps [rdi + rdx], ymm4, ymm0
        vmaskmovps [rdi + rdx + 32], ymm3, ymm1
        vmaskmovps [rdi + rdx + 32], ymm4, ymm1
        add     rdx, 64
        jnz     .line
.done:
        vzeroupper
        ret
