; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract store, "non-temporal, eight pages abreast, 16 bytes", isa SSE2, align 16, flags NON_TEMPORAL

; Idea: store_nt_sse2, a line of each of eight pages in turn: more banks of memory at work. What four pages don't
; cover is written line by line.
; Assumes dst and src are multiples of 16, n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, xmm0.

page    equ 4096
streams equ 4

%macro  write_line 1
        movntdq [%1], xmm0
        movntdq [%1 + 16], xmm0
        movntdq [%1 + 32], xmm0
        movntdq [%1 + 48], xmm0
%endmacro

        mov     rax, rdi
        pcmpeqd xmm0, xmm0
.pages:
        cmp     rdx, streams * page
        jb      .rest
        mov     ecx, page / 64
        align   16
.lines:                                 ; one line of each page
  %assign i 0
  %rep streams
        write_line rsi + i * page
        write_line rdi + i * page
    %assign i i + 1
  %endrep
        add     rsi, 64
        add     rdi, 64
        dec     ecx
        jnz     .lines
        add     rsi, (streams - 1) * page
        add     rdi, (streams - 1) * page
        sub     rdx, streams * page
        jmp     .pages
.rest:
        test    rdx, rdx
        jz      .done
.line:
        write_line rsi
        write_line rdi
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jnz     .line
.done:
        sfence                          ; streaming stores are ordered by nothing else
        ret
