; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Wants n to be at least 256: loads the last four lines first, without a look at n.
        contract copy, "right: from 256 bytes on", isa AVX512F, min 256

        mov     rax, rdi
        lea     rcx, [rdi + rdx - 256]
        vmovdqu64 zmm17, [rsi + rdx - 256]
        vmovdqu64 zmm18, [rsi + rdx - 192]
        vmovdqu64 zmm19, [rsi + rdx - 128]
        vmovdqu64 zmm20, [rsi + rdx - 64]
.line:
        cmp     rdi, rcx
        je      .last
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 [rdi], zmm16
        add     rsi, 64
        add     rdi, 64
        jmp     .line
.last:
        vmovdqu64 [rdi], zmm17
        vmovdqu64 [rdi + 64], zmm18
        vmovdqu64 [rdi + 128], zmm19
        vmovdqu64 [rdi + 192], zmm20
        ret
