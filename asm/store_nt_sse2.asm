; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract store, "non-temporal, src, then dst, 16 bytes a store", isa SSE2, align 16, flags NON_TEMPORAL

; Idea: a ceiling: what writing takes where no line is read before. One stream after the other, two lines at a
; time. The constant is no zero, as in store_sse2.
; Assumes dst and src are multiples of 16, n is a multiple of 64.
; Clobbers: rcx, rsi, rdi, xmm0.

%macro  write_all 1                     ; rdx bytes from %1, which is left at their end
        mov     rcx, rdx
        add     %1, rdx
        neg     rcx
        test    ecx, 64
        jz      %%pairs
        movntdq [%1 + rcx], xmm0
        movntdq [%1 + rcx + 16], xmm0
        movntdq [%1 + rcx + 32], xmm0
        movntdq [%1 + rcx + 48], xmm0
        add     rcx, 64
        jz      %%done
        align   16
%%pairs:
        movntdq [%1 + rcx], xmm0
        movntdq [%1 + rcx + 16], xmm0
        movntdq [%1 + rcx + 32], xmm0
        movntdq [%1 + rcx + 48], xmm0
        movntdq [%1 + rcx + 64], xmm0
        movntdq [%1 + rcx + 80], xmm0
        movntdq [%1 + rcx + 96], xmm0
        movntdq [%1 + rcx + 112], xmm0
        add     rcx, 128
        jnz     %%pairs
%%done:
%endmacro

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        pcmpeqd xmm0, xmm0
        write_all rsi
        write_all rdi
        sfence                          ; streaming stores are ordered by nothing else
.done:
        ret
