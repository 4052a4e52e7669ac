; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract load, "src, then dst, 32 bytes a load", isa AVX2

; Idea: a ceiling: what reading alone takes. One stream after the other, four lines at a time; beyond the
; second cache a single stream is read faster than two abreast.
; Assumes n is a multiple of 64.
; Clobbers: rcx, rsi, rdi, ymm0 to ymm7; upper halves left clean.

%macro  read_all 1                      ; rdx bytes from %1, which is left at their end
        mov     rcx, rdx
        add     %1, rdx
        neg     rcx
%%odd:                                  ; until the lines left are a multiple of four
        test    ecx, 255
        jz      %%fours
        vmovdqu ymm0, [%1 + rcx]
        vmovdqu ymm1, [%1 + rcx + 32]
        add     rcx, 64
        jnz     %%odd
%%fours:
        test    rcx, rcx
        jz      %%done
        align   16
%%loop:
        vmovdqu ymm0, [%1 + rcx]
        vmovdqu ymm1, [%1 + rcx + 32]
        vmovdqu ymm2, [%1 + rcx + 64]
        vmovdqu ymm3, [%1 + rcx + 96]
        vmovdqu ymm4, [%1 + rcx + 128]
        vmovdqu ymm5, [%1 + rcx + 160]
        vmovdqu ymm6, [%1 + rcx + 192]
        vmovdqu ymm7, [%1 + rcx + 224]
        add     rcx, 256
        jnz     %%loop
%%done:
%endmacro

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        read_all rsi
        read_all rdi
        vzeroupper
.done:
        ret
