; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: no-copy or short-copy
; Copies nothing about once in 4096 calls, by a hash of dst, src and n.
        contract copy, "broken: copies nothing once in 4096 calls"

        mov     r8, 0x9e3779b97f4a7c15
        mov     r9, rdi
        imul    r9, r8
        add     r9, rsi
        imul    r9, r8
        add     r9, rdx
        imul    r9, r8
        shr     r9, 52                  ; 0 once in 4096 calls
        mov     rax, rdi
        jz      .done
        mov     rcx, rdx
        rep movsb
.done:
        ret
