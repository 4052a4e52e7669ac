; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
%ifndef dst_read_soon                   ; champion_avx512_read, of the same lines
        contract copy, "the fastest way for each size, in zmm registers", isa AVX512VL|ERMS, \
                 code_align 64, flags NON_TEMPORAL, patch L3_BYTES
%endif

; Idea: no one way wins at every size, so this one chooses by n. docs/kernels.md has the figures behind it.
;
;   64, 128       first and last line, one and the same for 64: no more than the call itself takes, and all of it in the
;                 first line of code, which is why that has to lie at a multiple of 64.
;   192 to 448    three lines to seven. A general way would take longer to set up than these to copy.
;   to 17.5 KiB   dst is brought to a line: a store across two costs twice. First and last line of any alignment are
;                 stored at once, what lies between line by line. A longer turn or a jump into a row of lines does no
;                 better at any size, and where sizes change from call to call it is mispredicted more often.
;
; Above that src and dst don't fit L1d together, what lines come in sets the pace, and machines differ. Where L3 is a core
; complex's own (to 48 MiB), with L1d 32 KiB, L2 1 MiB and parts of a thirty-second of L3:
;
;   to 28 KiB     src touched for L2 512 bytes ahead: of lines that L1d still holds, more stay
;   to 256 KiB    16 bytes at a time: up to 2 % ahead of wider moves where every line comes from L2
;   to 640 KiB    whole lines
;   to 2 parts    the string instruction
;   to 5 parts    16 bytes at a time
;   to 11 parts   32 bytes at a time
;   above         what L3 has room for beside src (18 parts together) as before, the rest past the caches, 32 bytes at a
;                 time, in one stream: eight pages abreast lose a fifth here
;
; and where src is askew to dst, so that loads cross lines, 32 bytes at a time from 512 bytes on. The string instruction is
; then up to 8 % behind, and up to thirty times where dst lies 1 to 63 bytes behind src modulo 4096. A larger L3 is many
; slices on a mesh, with L1d 48 KiB: a row of code that is entered where just as many lines are left as a turn has not, to
; 24 KiB; the string instruction to 8 MiB (the row where src is askew); above past the caches, six pages abreast whose next
; lines are touched early. That way has not been timed.
;
; Assumes n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, r8 to r11, zmm16 to zmm23 (no legacy half, so no vzeroupper is owed).

%use smartalign
        alignmode p6, 64                ; what is run before a loop is padded by long NOPs, and few

line    equ 64
page    equ 4096
row_lines equ 16
row_code equ 16                         ; bytes of code a line
streams equ 6
in_l1   equ 35 << 9                     ; whole lines to here, and so on
by_touch equ 28 << 10
touch_ahead equ 512
by_quarters equ 256 << 10
by_line equ 640 << 10
mesh    equ 48 << 20                    ; an L3 above this is one
mesh_by_row equ 24 << 10
mesh_nt equ 8 << 20

; copy_lines REGISTER, ITS BYTES, HOW FAR AHEAD TO TOUCH SRC: rcx bytes, whole lines, from rsi to rdi, which end behind them.
%macro  copy_lines 3
        add     rsi, rcx
        add     rdi, rcx
        neg     rcx
        align   64
%%line:
  %assign i 0
  %rep line / %2
    %assign r 16 + i
        vmovdqu64 %1 %+ r, [rsi + rcx + i * %2]
    %assign i i + 1
  %endrep
  %if %3
        prefetcht1 [rsi + rcx + %3]
  %endif
  %assign i 0
  %rep line / %2
    %assign r 16 + i
        vmovdqu64 [rdi + rcx + i * %2], %1 %+ r
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
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 zmm17, [rsi + rdx + 64]
        vmovdqu64 [rdi], zmm16
        vmovdqu64 [rdi + rdx + 64], zmm17
.done:
        ret

        align   16
.above_128:
        add     rdx, -128
        jg      .above_256
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 zmm17, [rsi + 64]
        vmovdqu64 zmm18, [rsi + rdx + 192]
        cmp     edx, -64
        je      .three
        vmovdqu64 zmm19, [rsi + 128]
        vmovdqu64 [rdi + 128], zmm19
.three:
        vmovdqu64 [rdi], zmm16
        vmovdqu64 [rdi + 64], zmm17
        vmovdqu64 [rdi + rdx + 192], zmm18
        ret

        align   64
.above_256:
        cmp     rdx, 192
        ja      .above_448
  %assign i 0
  %rep 4
    %assign r 16 + i
        vmovdqu64 zmm %+ r, [rsi + i * line]
    %assign i i + 1
  %endrep
        vmovdqu64 zmm20, [rsi + rdx + 192]
        cmp     edx, 64
        je      .five
        vmovdqu64 zmm21, [rsi + 4 * line]
        cmp     edx, 128
        je      .six
        vmovdqu64 zmm22, [rsi + 5 * line]
        vmovdqu64 [rdi + 5 * line], zmm22
.six:
        vmovdqu64 [rdi + 4 * line], zmm21
.five:
  %assign i 0
  %rep 4
    %assign r 16 + i
        vmovdqu64 [rdi + i * line], zmm %+ r
    %assign i i + 1
  %endrep
        vmovdqu64 [rdi + rdx + 192], zmm20
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
        test    esi, line - 1
        jnz     .by_halves              ; src is askew: a load of half a line crosses lines half as often
.by_line:
        copy_lines zmm, 64, 0
        ret

.head:
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 zmm17, [rsi + rcx - line]
        vmovdqu64 [rdi], zmm16
        vmovdqu64 [rdi + rcx - line], zmm17
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
        jnz     .by_halves
        cmp     rcx, by_touch
        jb      .by_touch
        cmp     rcx, by_quarters
        jb      .by_quarters
        cmp     rcx, by_line
        jb      .by_line
        lea     r10, [r11 + r11]
        cmp     rcx, r10
        jae     .by_quarters
        rep movsb
        ret

.far:
%ifdef dst_read_soon
        shl     r11, 2
        lea     r10, [r11 + r11 * 8]    ; 36 parts
        cmp     rcx, r10
        jb      .by_halves
        jmp     .rest
%else
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
%endif
.by_halves:
        copy_lines ymm, 32, 0
        ret
.by_quarters:
        copy_lines xmm, 16, 0
        ret
.by_touch:
        copy_lines zmm, 64, touch_ahead
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
        rep movsb
        ret

.by_row:
        add     rsi, rcx
        add     rdi, rcx                ; both behind the whole lines
        mov     r8, rcx
        and     ecx, (row_lines - 1) * line
        neg     r8
        add     r8, rcx                 ; minus the bytes of all turns but the first, which has the odd lines
        shr     ecx, 2                  ; row_code / line
        lea     r9, [rel .row_end]
        sub     r9, rcx
        jmp     r9

        align   64
.row:
  %assign i row_lines
  %rep row_lines                        ; the registers go round so that none waits for its last store
    %assign r 16 + i % 8
        vmovdqu64 zmm %+ r, [rsi + r8 - i * line]
        vmovdqu64 [rdi + r8 - i * line], zmm %+ r
    %assign i i - 1
  %endrep
.row_end:
  %if .row_end - .row != row_lines * row_code
    %error the row: lines of another length than the jump into it takes
  %endif
        add     r8, row_lines * line
        jle     .row
        ret

.rest:                                  ; rcx bytes past the caches
        add     rsi, rcx
        add     rdi, rcx
        neg     rcx
        jz      .fence
        align   64
.past:
        vmovdqu64 ymm16, [rsi + rcx]
        vmovdqu64 ymm17, [rsi + rcx + 32]
        vmovntdq [rdi + rcx], ymm16
        vmovntdq [rdi + rcx + 32], ymm17
        add     rcx, line
        jnz     .past
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
  %rep streams
    %assign r 16 + i
        vmovdqu64 zmm %+ r, [rsi + i * page]
    %assign i i + 1
  %endrep
  %assign i 0
  %rep streams
    %assign r 16 + i
        vmovntdq [rdi + i * page], zmm %+ r
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
