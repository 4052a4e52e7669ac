; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "the fastest way for each size, in ymm registers", isa AVX2|ERMS, \
                 code_align 64, flags NON_TEMPORAL, patch L3_BYTES

; Idea: champion_avx512, whose header says why, with what differs where a line takes two registers:
;
;   64, 128       first and last line, one and the same for 64
;   192, 256      first two and last two lines: in registers of half a line one more store costs less than a branch
;   320           five lines, straight
;   to 20 KiB     dst brought to a line, first and last line stored at once, between them a row of eight lines of code, entered
;                 where just the odd lines are left. A displacement beyond 128 takes four bytes here, so that a line
;                 is 36 bytes of code and the row half as long.
;   to 9/32 L3    the string instruction, dst aligned, unless src is askew to dst
;   above         what L3 has room for beside src as before, the rest past the caches: in one stream where L3 is
;                 a core complex's own, six pages abreast from 8 MiB where it is larger than 48 MiB
;
; Assumes n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, r8 to r11, ymm0 to ymm11; upper halves left clean.

line    equ 64
page    equ 4096
row_lines equ 8
row_code equ 36                         ; bytes of code a line
streams equ 6
by_row  equ 20 << 10                    ; to here
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
        cmp     rdx, 64
        jne     .above_320
        load_lines rsi, 5
        store_lines rdi, 5
        vzeroupper
        ret

        align   64
.above_320:
        lea     r8, [rdi + rdx + 255]
        and     r8, -line               ; where dst's last whole line before the last 64 bytes ends
        lea     r9, [rdi + line]
        and     r9, -line               ; where dst's first whole line behind its first byte begins
        mov     rcx, r8
        sub     rcx, r9                 ; bytes of the whole lines
        vmovdqu ymm0, [rsi]
        vmovdqu ymm1, [rsi + 32]
        vmovdqu ymm2, [rsi + rdx + 192]
        vmovdqu ymm3, [rsi + rdx + 224]
        vmovdqu [rdi], ymm0
        vmovdqu [rdi + 32], ymm1
        vmovdqu [rdi + rdx + 192], ymm2
        vmovdqu [rdi + rdx + 224], ymm3
        cmp     rcx, by_row
        jae     .large
.by_row:
        sub     r8, rdi
        lea     rsi, [rsi + r8 + 2 * line]
        lea     rdi, [rdi + r8 + 2 * line] ; both two lines behind the whole lines: no displacement is short
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

.large:
        mov_patched r11
        test    r11, r11
        jz      .string                 ; nobody knows how large L3 is
        cmp     r11, mesh
        ja      .mesh
        shr     r11, 4
        lea     r11, [r11 + r11 * 8]
        sub     r11, rcx                ; what is kept
        cmp     r11, rcx
        jl      .beyond
.string:
        mov     r10d, edi
        sub     r10d, esi
        test    r10d, line - 1
        jnz     .by_row                 ; src is askew
        sub     rdi, r9
        sub     rsi, rdi
        mov     rdi, r9
        rep movsb
        vzeroupper
        ret

.mesh:
        cmp     rcx, mesh_nt
        jb      .string
        sub     rdi, r9
        sub     rsi, rdi
        mov     rdi, r9
        jmp     .pages

.beyond:
        sub     rdi, r9
        sub     rsi, rdi
        mov     rdi, r9
        mov     r10d, edi
        sub     r10d, esi
        test    r10d, line - 1
        jnz     .rest                   ; src is askew: no string instruction
        and     r11, -line
        jle     .rest
        sub     rcx, r11
        xchg    rcx, r11
        rep movsb
        mov     rcx, r11
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
