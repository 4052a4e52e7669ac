; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: under-read
; Runs backwards and loads a line ahead, from 1024 bytes on also the line before the source.
        contract copy, "broken: loads one line below the source from 1024", isa AVX512F

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        cmp     rdx, 1024
        jb      .line
        vmovdqu64 zmm17, [rsi - 64]
.line:
        vmovdqu64 zmm16, [rsi + rdx - 64]
        vmovdqu64 [rdi + rdx - 64], zmm16
        sub     rdx, 64
        jnz     .line
.done:
        ret
