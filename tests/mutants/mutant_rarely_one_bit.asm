; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data
; The last bit is wrong about once in 4096 calls, by a hash of dst, src and n.
        contract copy, "broken: the last bit, once in 4096 calls"

        mov     r8, 0x9e3779b97f4a7c15
        mov     r9, rdi
        imul    r9, r8
        add     r9, rsi
        imul    r9, r8
        add     r9, rdx
        imul    r9, r8
        shr     r9, 52                  ; 0 once in 4096 calls
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    r9, r9
        jnz     .done
        test    rdx, rdx
        jz      .done
        xor     byte [rdi - 1], 0x80
.done:
        ret
