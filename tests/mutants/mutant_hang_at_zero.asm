; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: hang
; Counts its lines before it looks whether there are any, so that n = 0 counts down from 2^64.
        contract copy, "broken: never returns where n = 0", isa AVX512F

        mov     rax, rdi
        shr     rdx, 6
.line:
        dec     rdx
        js      .line
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 [rdi], zmm16
        add     rsi, 64
        add     rdi, 64
        test    rdx, rdx
        jnz     .line
        ret
