; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "the fastest way for each size, in ymm registers", isa AVX2|ERMS, \
                 code_align 64, flags NON_TEMPORAL, patch L3_BYTES

; Idea: champion_avx512, whose header says why, with what differs where a line takes two registers:
;
;   64, 128       first and last line, one and the same for 64
;   192, 256      first two and last two lines: in registers of half a line one more store costs less than a branch
;   320 to 448    five lines to seven, straight
;   to 17.5 KiB   dst brought to a line, first and last line stored at once, between them line by line
;   to 25 KiB     src touched for L2 512 bytes ahead
;   to 256 KiB    16 bytes at a time
;   to 2 parts    the string instruction
;   to 5 parts    16 bytes at a time
;   to 11 parts   32 bytes at a time
;   above         what L3 has room for beside src as before, the rest past the caches
;
; with 32 bytes at a time to 11 parts where src is askew to dst; and where L3 is larger than 48 MiB as champion_avx512,
; but that a displacement beyond 128 takes four bytes here: a line of the row is 36 bytes of code, and the row half as long.
;
; Assumes n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, r8 to r11, ymm0 to ymm13; upper halves left clean.

%use smartalign
        alignmode p6, 64                ; what is run before a loop is padded by long NOPs, and few

line    equ 64
page    equ 4096
row_lines equ 8
row_code equ 36                         ; bytes of code a line
streams equ 6
in_l1   equ 35 << 9                     ; whole lines to here, and so on
by_touch equ 25 << 10
touch_ahead equ 512
by_quarters equ 256 << 10
mesh_by_row equ 24 << 10
mesh    equ 48 << 20                    ; an L3 above this is one
mesh_nt equ 8 << 20

; Lines I to I + N - 1 behind an address, through registers of their own.
%macro  load_lines 2
  %assign i 0
  %rep 2 * %2
        vmovdqu ymm %+ i, [%1 + i * 32]
    %assign i i + 1
  %endrep
%endmacro
%macro  store_lines 2
  %assign i 0
  %rep 2 * %2
        vmovdqu [%1 + i * 32], ymm %+ i
    %assign i i + 1
  %endrep
%endmacro
%macro  stream_lines 2
  %assign i 0
  %rep 2 * %2
        vmovntdq [%1 + i * 32], ymm %+ i
    %assign i i + 1
  %endrep
%endmacro

; copy_lines REGISTER, ITS BYTES, HOW FAR AHEAD TO TOUCH SRC: rcx bytes, whole lines, from rsi to rdi, which end behind them.
%macro  copy_lines 3
        add     rsi, rcx
        add     rdi, rcx
        neg     rcx
        align   64
%%line:
  %assign i 0
  %rep line / %2
        vmovdqu %1 %+ i, [rsi + rcx + i * %2]
    %assign i i + 1
  %endrep
  %if %3
        prefetcht1 [rsi + rcx + %3]
  %endif
  %assign i 0
  %rep line / %2
        vmovdqu [rdi + rcx + i * %2], %1 %+ i
    %assign i i + 1
  %endrep
        add     rcx, line
        jnz     %%line
%endmacro

        mov     rax, rdi
        add     rdx, -128               ; shorter than to compare; from here on rdx is less than n
        jg      .above_128
        cmp     rdx, -128
        je      .done                   ; n is 0: src and dst may point nowhere
        vmovdqu ymm0, [rsi]
        vmovdqu ymm1, [rsi + 32]
        vmovdqu ymm2, [rsi + rdx + 64]
        vmovdqu ymm3, [rsi + rdx + 96]
        vmovdqu [rdi], ymm0
        vmovdqu [rdi + 32], ymm1
        vmovdqu [rdi + rdx + 64], ymm2
        vmovdqu [rdi + rdx + 96], ymm3
        vzeroupper
.done:
        ret

        align   64
.above_128:
        add     rdx, -128
        jg      .above_256
        load_lines rsi, 2
        vmovdqu ymm4, [rsi + rdx + 128]
        vmovdqu ymm5, [rsi + rdx + 160]
        vmovdqu ymm6, [rsi + rdx + 192]
        vmovdqu ymm7, [rsi + rdx + 224]
        store_lines rdi, 2
        vmovdqu [rdi + rdx + 128], ymm4
        vmovdqu [rdi + rdx + 160], ymm5
        vmovdqu [rdi + rdx + 192], ymm6
        vmovdqu [rdi + rdx + 224], ymm7
        vzeroupper
        ret

        align   64
.above_256:
        cmp     rdx, 192
        ja      .above_448
        load_lines rsi, 4
        vmovdqu ymm8, [rsi + rdx + 192]
        vmovdqu ymm9, [rsi + rdx + 224]
        cmp     edx, 64
        je      .five
        vmovdqu ymm10, [rsi + 256]
        vmovdqu ymm11, [rsi + 288]
        cmp     edx, 128
        je      .six
        vmovdqu ymm12, [rsi + 320]
        vmovdqu ymm13, [rsi + 352]
        vmovdqu [rdi + 320], ymm12
        vmovdqu [rdi + 352], ymm13
.six:
        vmovdqu [rdi + 256], ymm10
        vmovdqu [rdi + 288], ymm11
.five:
        store_lines rdi, 4
        vmovdqu [rdi + rdx + 192], ymm8
        vmovdqu [rdi + rdx + 224], ymm9
        vzeroupper
        ret

        align   64
.above_448:
        lea     rcx, [rdx + 256]        ; n
        mov_patched r11
        lea     r10, [r11 - 1]
        test    edi, line - 1
        jnz     .head
.aligned:                               ; from here on only whole lines are left
        cmp     r10, mesh
        jae     .mesh                   ; or nobody knows
        cmp     rcx, in_l1
        jae     .large
.by_halves:
        copy_lines ymm, 32, 0
        vzeroupper
        ret

.head:
        vmovdqu ymm0, [rsi]
        vmovdqu ymm1, [rsi + 32]
        vmovdqu ymm2, [rsi + rcx - 64]
        vmovdqu ymm3, [rsi + rcx - 32]
        vmovdqu [rdi], ymm0
        vmovdqu [rdi + 32], ymm1
        vmovdqu [rdi + rcx - 64], ymm2
        vmovdqu [rdi + rcx - 32], ymm3
        mov     r8d, edi
        or      r8, -line               ; minus the bytes to dst's first whole line
        sub     rsi, r8
        sub     rdi, r8
        sub     rcx, line               ; as many lines are whole
        jmp     .aligned

.large:
        shr     r11, 5                  ; parts of L3
        lea     r10, [r11 + r11 * 4]
        cmp     rcx, r10
        jae     .far
        test    esi, line - 1
        jnz     .by_halves              ; src is askew
        cmp     rcx, by_touch
        jb      .by_touch
        cmp     rcx, by_quarters
        jb      .by_quarters
        lea     r10, [r11 + r11]
        cmp     rcx, r10
        jae     .by_quarters
        vzeroupper
        rep movsb
        ret

.far:
        lea     r10, [r10 + r10]
        add     r10, r11                ; 11 parts
        cmp     rcx, r10
        jb      .by_halves
        lea     r11, [r11 + r11 * 8]
        add     r11, r11                ; 18 parts
        sub     r11, rcx
        jbe     .rest
        and     r11, -line
        sub     rcx, r11
        xchg    rcx, r11
        copy_lines ymm, 32, 0
        mov     rcx, r11
        jmp     .rest
.by_quarters:
        copy_lines xmm, 16, 0
        vzeroupper
        ret
.by_touch:
        copy_lines ymm, 32, touch_ahead
        vzeroupper
        ret

.mesh:
        cmp     rcx, mesh_by_row
        jb      .by_row
        dec     r11
        js      .string
        cmp     rcx, mesh_nt
        jae     .pages
.string:
        test    esi, line - 1
        jnz     .by_row                 ; src is askew
        vzeroupper
        rep movsb
        ret

.by_row:
        lea     rsi, [rsi + rcx + 2 * line]
        lea     rdi, [rdi + rcx + 2 * line] ; both two lines behind the whole lines: no displacement is short
        mov     rdx, rcx
        and     ecx, (row_lines - 1) * line
        neg     rdx
        add     rdx, rcx                ; minus the bytes of all turns but the first, which has the odd lines
        lea     ecx, [rcx + rcx * 8]
        shr     ecx, 4                  ; times row_code / line
        lea     r9, [rel .row_end]
        sub     r9, rcx
        jmp     r9

        align   64
.row:
  %assign i row_lines
  %rep row_lines
    %assign r 2 * (i % 4)
    %assign q r + 1
        vmovdqu ymm %+ r, [rsi + rdx - (i + 2) * line]
        vmovdqu ymm %+ q, [rsi + rdx - (i + 2) * line + 32]
        vmovdqu [rdi + rdx - (i + 2) * line], ymm %+ r
        vmovdqu [rdi + rdx - (i + 2) * line + 32], ymm %+ q
    %assign i i - 1
  %endrep
.row_end:
  %if .row_end - .row != row_lines * row_code
    %error the row: lines of another length than the jump into it takes
  %endif
        add     rdx, row_lines * line
        jle     .row
        vzeroupper
        ret

.rest:                                  ; rcx bytes past the caches
        mov     edx, ecx
        and     edx, 3 * line
        jz      .fours
        sub     rcx, rdx
.one:
        load_lines rsi, 1
        stream_lines rdi, 1
        add     rsi, line
        add     rdi, line
        sub     edx, line
        jnz     .one
.fours:
        add     rsi, rcx
        add     rdi, rcx
        neg     rcx
        jz      .fence
        align   64
.four:
        load_lines rsi + rcx, 4
        stream_lines rdi + rcx, 4
        add     rcx, 4 * line
        jnz     .four
.fence:
        sfence                          ; streaming stores are ordered by nothing else
        vzeroupper
        ret

.pages:
  %assign i 0
  %rep streams                          ; beyond the end a prefetch does nothing
        prefetcht0 [rsi + (streams + i) * page]
    %assign i i + 1
  %endrep
        mov     edx, page / line
        align   64
.page_line:                             ; one line of each page
  %assign i 0
  %rep streams
    %assign r 2 * i
    %assign q r + 1
        vmovdqu ymm %+ r, [rsi + i * page]
        vmovdqu ymm %+ q, [rsi + i * page + 32]
    %assign i i + 1
  %endrep
  %assign i 0
  %rep streams
    %assign r 2 * i
    %assign q r + 1
        vmovntdq [rdi + i * page], ymm %+ r
        vmovntdq [rdi + i * page + 32], ymm %+ q
    %assign i i + 1
  %endrep
        add     rsi, line
        add     rdi, line
        dec     edx
        jnz     .page_line
        add     rsi, (streams - 1) * page
        add     rdi, (streams - 1) * page
        sub     rcx, streams * page
        cmp     rcx, streams * page
        jae     .pages
        jmp     .rest
