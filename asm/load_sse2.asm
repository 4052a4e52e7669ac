; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract load, "src, then dst, 16 bytes a load", isa SSE2

; Idea: a ceiling: what reading alone takes. One stream after the other, four lines at a time; beyond the
; second cache a single stream is read faster than two abreast.
; Assumes n is a multiple of 64.
; Clobbers: rcx, rsi, rdi, xmm0 to xmm7.

%macro  read_all 1                      ; rdx bytes from %1, which is left at their end
        mov     rcx, rdx
        add     %1, rdx
        neg     rcx
%%odd:                                  ; until the lines left are a multiple of four
        test    ecx, 255
        jz      %%fours
        movdqu  xmm0, [%1 + rcx]
        movdqu  xmm1, [%1 + rcx + 16]
        movdqu  xmm2, [%1 + rcx + 32]
        movdqu  xmm3, [%1 + rcx + 48]
        add     rcx, 64
        jnz     %%odd
%%fours:
        test    rcx, rcx
        jz      %%done
        align   16
%%loop:
        movdqu  xmm0, [%1 + rcx]
        movdqu  xmm1, [%1 + rcx + 16]
        movdqu  xmm2, [%1 + rcx + 32]
        movdqu  xmm3, [%1 + rcx + 48]
        movdqu  xmm4, [%1 + rcx + 64]
        movdqu  xmm5, [%1 + rcx + 80]
        movdqu  xmm6, [%1 + rcx + 96]
        movdqu  xmm7, [%1 + rcx + 112]
        movdqu  xmm0, [%1 + rcx + 128]
        movdqu  xmm1, [%1 + rcx + 144]
        movdqu  xmm2, [%1 + rcx + 160]
        movdqu  xmm3, [%1 + rcx + 176]
        movdqu  xmm4, [%1 + rcx + 192]
        movdqu  xmm5, [%1 + rcx + 208]
        movdqu  xmm6, [%1 + rcx + 224]
        movdqu  xmm7, [%1 + rcx + 240]
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
