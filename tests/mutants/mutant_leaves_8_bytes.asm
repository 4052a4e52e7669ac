; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: stack-pointer
; Pushes its return address once more and returns through that copy: rsp is 8 too low, where n = 832.
        contract copy, "broken: leaves 8 bytes on the stack where n = 832", isa AVX2

        cmp     rdx, 832
        jne     .copy
        push    qword [rsp]
.copy:
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        vmovdqu ymm0, [rsi + rdx]
        vmovdqu ymm1, [rsi + rdx + 32]
        vmovdqu [rdi + rdx], ymm0
        vmovdqu [rdi + rdx + 32], ymm1
        add     rdx, 64
        jnz     .line
        vzeroupper
.done:
        ret
