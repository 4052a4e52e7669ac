; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data or short-copy
; The last byte is wrong where dst lies 1 to 63 bytes above src, mod 4096.
        contract copy, "broken: where dst lies just above src mod 4096", isa AVX2

        mov     ecx, edi
        sub     ecx, esi
        and     ecx, 4095
        dec     ecx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
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
        cmp     ecx, 63
        jae     .clean
        not     byte [rdi - 1]
.clean:
        vzeroupper
.done:
        ret
