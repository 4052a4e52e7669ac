; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; The last 4 to 32 bytes go under a mask, whose operand reaches beyond dst.
        contract copy, "right: a masked tail beyond dst", isa AVX2, granule 4

        mov     rax, rdi
        mov     rcx, rdx
        test    rdx, rdx
        jz      .done
.vector:
        sub     rcx, 32
        jbe     .tail
        vmovdqu ymm0, [rsi]
        vmovdqu [rdi], ymm0
        add     rsi, 32
        add     rdi, 32
        jmp     .vector
.tail:
        neg     rcx                     ; bytes too many
        vmovdqu ymm1, [mask]
        vmovd   xmm2, ecx
        vpbroadcastd ymm2, xmm2
        vpcmpgtd ymm1, ymm1, ymm2
        vpmaskmovd ymm0, ymm1, [rsi]
        vpmaskmovd [rdi], ymm1, ymm0
.done:
        vzeroupper
        ret
mask:
        dd      32, 28, 24, 20, 16, 12, 8, 4
