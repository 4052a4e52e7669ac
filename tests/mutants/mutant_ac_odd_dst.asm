; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: alignment-check
; Leaves AC (bit 18 of rflags) set where dst is odd and n = 192.
        contract copy, "broken: leaves AC set where dst is odd and n = 192", isa SSE2

        mov     r8, rdx
        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        align   16
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movups  [rdi + rdx], xmm0
        movups  [rdi + rdx + 16], xmm1
        movups  [rdi + rdx + 32], xmm2
        movups  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
.done:
        cmp     r8, 192
        jne     .right
        test    al, 1
        jz      .right
        pushfq
        or      dword [rsp], 1 << 18
        popfq
.right:
        ret
