; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract load, "src, then dst, 64 bytes a load", isa AVX512F

; Idea: a ceiling: what reading alone takes. One stream after the other, four lines at a time; beyond the
; second cache a single stream is read faster than two abreast.
; Assumes n is a multiple of 64.
; Clobbers: rcx, rsi, rdi, zmm16 to zmm19.

%macro  read_all 1                      ; rdx bytes from %1, which is left at their end
        mov     rcx, rdx
        add     %1, rdx
        neg     rcx
%%odd:                                  ; until the lines left are a multiple of four
        test    ecx, 255
        jz      %%fours
        vmovdqu64 zmm16, [%1 + rcx]
        add     rcx, 64
        jnz     %%odd
%%fours:
        test    rcx, rcx
        jz      %%done
        align   16
%%loop:
        vmovdqu64 zmm16, [%1 + rcx]
        vmovdqu64 zmm17, [%1 + rcx + 64]
        vmovdqu64 zmm18, [%1 + rcx + 128]
        vmovdqu64 zmm19, [%1 + rcx + 192]
        add     rcx, 256
        jnz     %%loop
%%done:
%endmacro

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        read_all rsi
        read_all rdi
.done:
        ret
