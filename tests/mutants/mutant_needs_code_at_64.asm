; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: position-dependent
; Finds its table's words by an or instead of an addition, right only where the code lies at a multiple
; of 64; elsewhere every n but 0 shows it.
        contract copy, "broken: right only at multiples of 64"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     r8, [.steps]
.line:
        xor     ecx, ecx
.part:
        mov     r9, rcx
        or      r9, r8                  ; is an addition only where .steps is a multiple of 64
        mov     r9, [r9]
        mov     r10, [rsi + r9]
        mov     [rdi + r9], r10
        add     ecx, 8
        cmp     ecx, 64
        jne     .part
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jnz     .line
.done:
        ret
        align   64
.steps:
        dq      0, 8, 16, 24, 32, 40, 48, 56
