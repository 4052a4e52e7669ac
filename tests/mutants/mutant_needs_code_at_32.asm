; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: position-dependent
; Finds its table's words by an or instead of an addition, right only where the code lies at a multiple
; of 32; elsewhere every n but 0 shows it.
        contract copy, "broken: right only at multiples of 32", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     r8, [.steps]
.line:
        xor     ecx, ecx
.part:
        mov     r9, rcx
        or      r9, r8                  ; is an addition only where .steps is a multiple of 32
        mov     r9, [r9]
        movups  xmm0, [rsi + r9]
        movups  [rdi + r9], xmm0
        add     ecx, 8
        cmp     ecx, 32
        jne     .part
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jnz     .line
.done:
        ret
        align   32
.steps:
        dq      0, 16, 32, 48
