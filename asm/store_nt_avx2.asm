; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract store, "non-temporal, src, then dst, 32 bytes a store", isa AVX2, align 32, flags NON_TEMPORAL

; Idea: a ceiling: what writing takes where no line is read before. One stream after the other, two lines at a
; time. The constant is no zero, as in store_avx2.
; Assumes dst and src are multiples of 32, n is a multiple of 64.
; Clobbers: rcx, rsi, rdi, ymm0; upper halves left clean.

%macro  write_all 1                     ; rdx bytes from %1, which is left at their end
        mov     rcx, rdx
        add     %1, rdx
        neg     rcx
        test    ecx, 64
        jz      %%pairs
        vmovntdq [%1 + rcx], ymm0
        vmovntdq [%1 + rcx + 32], ymm0
        add     rcx, 64
        jz      %%done
        align   16
%%pairs:
        vmovntdq [%1 + rcx], ymm0
        vmovntdq [%1 + rcx + 32], ymm0
        vmovntdq [%1 + rcx + 64], ymm0
        vmovntdq [%1 + rcx + 96], ymm0
        add     rcx, 128
        jnz     %%pairs
%%done:
%endmacro

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        vpcmpeqd ymm0, ymm0, ymm0
        write_all rsi
        write_all rdi
        sfence                          ; streaming stores are ordered by nothing else
        vzeroupper
.done:
        ret
