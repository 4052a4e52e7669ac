; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract store, "non-temporal, src, then dst, 64 bytes a store", isa AVX512F, align 64, flags NON_TEMPORAL

; Idea: a ceiling: what writing takes where no line is read before. One stream after the other, two lines at a
; time. The constant is no zero, as in store_avx512.
; Assumes dst and src are multiples of 64, n is a multiple of 64.
; Clobbers: rcx, rsi, rdi, zmm16.

%macro  write_all 1                     ; rdx bytes from %1, which is left at their end
        mov     rcx, rdx
        add     %1, rdx
        neg     rcx
        test    ecx, 64
        jz      %%pairs
        vmovntdq [%1 + rcx], zmm16
        add     rcx, 64
        jz      %%done
        align   16
%%pairs:
        vmovntdq [%1 + rcx], zmm16
        vmovntdq [%1 + rcx + 64], zmm16
        add     rcx, 128
        jnz     %%pairs
%%done:
%endmacro

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        vpternlogd zmm16, zmm16, zmm16, 0xff
        write_all rsi
        write_all rdi
        sfence                          ; streaming stores are ordered by nothing else
.done:
        ret
