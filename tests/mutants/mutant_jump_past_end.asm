; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: jumps-out
; Jumps 5 bytes past its last byte, into the int3 that fills its page, in about one call of 5000 (a hash
; of dst, src and n chooses).
        contract copy, "broken: jumps past its end, once in 5000 calls", isa SSE2

        mov     r8, rdi                 ; about one call in 5000, by a hash of dst, src and n
        rol     r8, 23
        xor     r8, rsi
        rol     r8, 23
        add     r8, rdx
        mov     r9, 0x9e3779b97f4a7c15
        imul    r8, r9
        rol     r8, 32
        imul    r8, r9
        shr     r8, 32
        cmp     r8d, (1 << 32) / 5000
        mov     rax, rdi
        mov     rcx, rdx
        jb      .out
        rep movsb
        ret
.out:
        rep movsb
        jmp     strict near .end + 5
.end:
