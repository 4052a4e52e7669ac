; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "the fastest way for each size, in xmm registers", isa SSE2|ERMS, \
                 code_align 64, flags NON_TEMPORAL, patch L3_BYTES

; Idea: champion_avx512, whose header says why, with what differs where a line takes four registers:
;
;   64 to 256     one line to four, each its own straight code
;   to 832        dst brought to a line, first and last line stored at once, between them a row of lines of code,
;                 entered where just the odd ones are left; a line is 64 bytes of code
;   to 19 KiB     the string instruction, dst aligned: it moves whole lines, and 16-byte stores, one a cycle, take longer
;                 from here on than it takes to get going. Where dst lies 1 to 63 bytes behind src modulo 4096 it takes
;                 up to thirty times as long, and the row goes on.
;   to 256 KiB    16 bytes at a time, level with any other way once lines come from L2; the string instruction where src
;                 is askew to dst, as below
;   to 2 parts    the string instruction (a part is a thirty-second of L3)
;   to 9 parts    16 bytes at a time
;   above         what L3 has room for beside src by the string instruction, the rest past the caches
;
; Where L3 is larger than 48 MiB: the string instruction to 8 MiB, above four pages abreast past the caches.
;
; Assumes n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, r8 to r11, xmm0 to xmm15.

line    equ 64
page    equ 4096
row_lines equ 8
row_code equ 64                         ; bytes of code a line
streams equ 4
by_row  equ 768                         ; whole lines to here, and so on
by_string equ 19 << 10
by_line equ 256 << 10
mesh    equ 48 << 20                    ; an L3 above this is one
mesh_nt equ 8 << 20

; Lines I to I + N - 1 behind an address, through registers of their own.
%macro  load_lines 2
  %assign i 0
  %rep 4 * %2
        movups  xmm %+ i, [%1 + i * 16]
    %assign i i + 1
  %endrep
%endmacro
%macro  store_lines 2
  %assign i 0
  %rep 4 * %2
        movups  [%1 + i * 16], xmm %+ i
    %assign i i + 1
  %endrep
%endmacro
%macro  stream_lines 2
  %assign i 0
  %rep 4 * %2
        movntdq [%1 + i * 16], xmm %+ i
    %assign i i + 1
  %endrep
%endmacro

        mov     rax, rdi
        add     rdx, -128               ; shorter than to compare; from here on rdx is less than n
        jg      .above_128
        je      .two
        cmp     rdx, -128
        je      .done                   ; n is 0: src and dst may point nowhere
        load_lines rsi, 1
        store_lines rdi, 1
.done:
        ret
.two:
        load_lines rsi, 2
        store_lines rdi, 2
        ret

        align   16
.above_128:
        add     rdx, -128
        jg      .above_256
        je      .four_lines
        load_lines rsi, 3
        store_lines rdi, 3
        ret
.four_lines:
        load_lines rsi, 4
        store_lines rdi, 4
        ret

        align   64
.above_256:
        lea     r8, [rdi + rdx + 255]
        and     r8, -line               ; where dst's last whole line before the last 64 bytes ends
        lea     r9, [rdi + line]
        and     r9, -line               ; where dst's first whole line behind its first byte begins
        mov     rcx, r8
        sub     rcx, r9                 ; bytes of the whole lines
        load_lines rsi, 1
        store_lines rdi, 1
        load_lines rsi + rdx + 192, 1
        store_lines rdi + rdx + 192, 1
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
        lea     r9, [rel .row_end]
        sub     r9, rcx
        jmp     r9

        align   64
.row:
  %assign i row_lines
  %rep row_lines
    %assign r 4 * (i % 2)
    %assign part 0
    %rep 4
        movups  xmm %+ r, [rsi + rdx - (i + 2) * line + part * 16]
      %assign r r + 1
      %assign part part + 1
    %endrep
    %assign r 4 * (i % 2)
    %assign part 0
    %rep 4
        movups  [rdi + rdx - (i + 2) * line + part * 16], xmm %+ r
      %assign r r + 1
      %assign part part + 1
    %endrep
    %assign i i - 1
  %endrep
.row_end:
  %if .row_end - .row != row_lines * row_code
    %error the row: lines of another length than the jump into it takes
  %endif
        add     rdx, row_lines * line
        jle     .row
        ret

.large:
        sub     rdi, r9
        sub     rsi, rdi
        mov     rdi, r9                 ; from here on only the whole lines are left
        mov_patched r11
        lea     r10, [r11 - 1]
        cmp     r10, mesh
        jae     .mesh                   ; or nobody knows
        shr     r11, 5                  ; parts of L3
        cmp     rcx, by_string
        jb      .string
        cmp     rcx, by_line
        jb      .by_line
        lea     r10, [r11 + r11]
        cmp     rcx, r10
        jb      .string
        lea     r10, [r11 + r11 * 8]
        cmp     rcx, r10
        jb      .by_line
        lea     r11, [r10 + r10]        ; 18 parts
        sub     r11, rcx
        jbe     .rest
        mov     r10d, edi
        sub     r10d, esi
        test    r10d, line - 1
        jnz     .rest                   ; src is askew: no string instruction
        and     r11, -line
        sub     rcx, r11
        xchg    rcx, r11
        rep movsb
        mov     rcx, r11
        jmp     .rest

.by_line:
        mov     r10d, edi
        sub     r10d, esi
        test    r10d, line - 1
        jnz     .string                 ; src is askew
        add     rsi, rcx
        add     rdi, rcx
        neg     rcx
        align   64
.line:
        load_lines rsi + rcx, 1
        store_lines rdi + rcx, 1
        add     rcx, line
        jnz     .line
        ret

.mesh:
        dec     r11
        js      .string
        cmp     rcx, mesh_nt
        jae     .pages
.string:
        mov     r10d, edi
        sub     r10d, esi
        and     r10d, page - 1
        dec     r10d
        cmp     r10d, line - 1
        jb      .by_row
        rep movsb
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
  %rep 4 * streams
        movups  xmm %+ i, [rsi + i / 4 * page + i % 4 * 16]
    %assign i i + 1
  %endrep
  %assign i 0
  %rep 4 * streams
        movntdq [rdi + i / 4 * page + i % 4 * 16], xmm %+ i
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
