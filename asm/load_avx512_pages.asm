; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract load, "four pages of src and of dst abreast, 64 bytes a load", isa AVX512F

; Idea: load_avx512, a line of each of eight pages in turn: more streams for the prefetchers, more banks of memory
; at work. What four pages don't cover is read line by line.
; Assumes n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, zmm16 to zmm16.

page    equ 4096
streams equ 4

%macro  read_line 1
        vmovdqu64 zmm16, [%1]
%endmacro

        mov     rax, rdi
.pages:
        cmp     rdx, streams * page
        jb      .rest
        mov     ecx, page / 64
        align   16
.lines:                                 ; one line of each page
  %assign i 0
  %rep streams
        read_line rsi + i * page
        read_line rdi + i * page
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
        read_line rsi
        read_line rdi
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jnz     .line
.done:
        ret
