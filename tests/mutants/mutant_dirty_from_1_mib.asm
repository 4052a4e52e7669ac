; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: dirty-upper (warn)
; From 1 MiB on it leaves the upper half of ymm0 in use: a path of its own, without the vzeroupper of the other.
        contract copy, "broken: no vzeroupper from 1 MiB on", isa AVX

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        mov     rcx, rdx
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovups ymm0, [rsi + rdx]
        vmovups ymm1, [rsi + rdx + 32]
        vmovups [rdi + rdx], ymm0
        vmovups [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        cmp     rcx, 1 << 20
        jae     .done
        vzeroupper
.done:
        ret
