; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "non-temporal, four pages abreast, prefetching the next four", isa AVX2, align 32, flags NON_TEMPORAL

; Idea: a single stream of reads keeps one memory bank and one prefetcher busy. This one walks four pages
; side by side, a line of each in turn, so that four streams are under way, and touches the first line of
; each of the next four pages early: the hardware prefetchers stop at page ends. What four pages don't cover
; goes as in avx2_nt.
; Assumes dst and src are multiples of 32, n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, ymm0 to ymm7; upper halves left clean.

page    equ 4096
streams equ 4

        mov     rax, rdi
.pages:
        cmp     rdx, streams * page
        jb      .rest
  %assign i 0
  %rep streams                          ; beyond the end a prefetch does nothing
        prefetcht0 [rsi + (streams + i) * page]
    %assign i i + 1
  %endrep
        mov     ecx, page / 64
        align   16
.lines:                                 ; one line of each page
  %assign i 0
  %rep streams
        vmovdqa ymm %+ i, [rsi + i * page]
    %assign j i + streams
        vmovdqa ymm %+ j, [rsi + i * page + 32]
    %assign i i + 1
  %endrep
  %assign i 0
  %rep streams
        vmovntdq [rdi + i * page], ymm %+ i
    %assign j i + streams
        vmovntdq [rdi + i * page + 32], ymm %+ j
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
        vmovdqa ymm0, [rsi]
        vmovdqa ymm1, [rsi + 32]
        vmovntdq [rdi], ymm0
        vmovntdq [rdi + 32], ymm1
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        jnz     .line
.done:
        sfence                          ; streaming stores are ordered by nothing else
        vzeroupper
        ret
