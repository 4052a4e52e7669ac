; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: uninitialised
; Loads under the mask k1 but never sets it: right only where k1 is all ones at entry.
        contract copy, "broken: takes k1 to be all ones", isa AVX512F

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.line:
        vmovdqu64 zmm16{k1}{z}, [rsi + rdx]
        vmovdqu64 [rdi + rdx], zmm16
        add     rdx, 64
        jnz     .line
.done:
        ret
