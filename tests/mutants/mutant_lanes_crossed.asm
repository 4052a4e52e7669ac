; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; At n = 320 the two halves of each ymm register change places.
        contract copy, "broken: crosses lanes at 320 bytes", isa AVX2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        mov     rcx, rdx
        neg     rdx
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        cmp     rcx, 320
        jne     .store
        vpermq  ymm0, ymm0, 0x4e
        vpermq  ymm1, ymm1, 0x4e
.store:
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
