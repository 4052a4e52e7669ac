; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "the fastest way for each size, in zmm registers", isa AVX512F|ERMS, \
                 code_align 64, flags NON_TEMPORAL, patch L3_BYTES

; Idea: no one way wins at every size, so this one chooses by n. docs/kernels.md has the figures behind it.
;
;   64, 128       first and last line, one and the same for 64: no more than the call itself takes, and all of it in the
;                 first line of code, which is why that has to lie at a multiple of 64.
;   192 to 320    three lines, four or five. A general way would take longer to set up than these to copy.
;   to 20 KiB     dst is brought to a line: a store across two costs twice. First and last line of any alignment are
;                 stored at once, what lies between line by line by a row of code that is entered where just as many
;                 lines are left as a turn has not: exact at every size, which counts where a line takes two cycles.
;   to 9/32 L3    the string instruction, dst aligned: once src and dst don't fit L1d together, what lines come in sets
;                 the pace, and microcode is 3 % ahead of vectors in L3. Not where src is askew to dst: there it is up to
;                 8 % behind the row, and up to thirty times where dst lies 1 to 63 bytes behind src modulo 4096.
;   above         what L3 has room for beside src (9/16 of L3 together) as before, the rest past the caches; all of it where
;                 src is askew. In one stream where L3 is a core complex's own (to 48 MiB): eight pages abreast lose a fifth
;                 there. Where it is larger it is many slices on a mesh: from 8 MiB six pages abreast, whose next lines are
;                 touched early, and nothing kept.
;
; Assumes n is a multiple of 64.
; Clobbers: rcx, rdx, rsi, rdi, r8 to r11, zmm16 to zmm23 (no legacy half, so no vzeroupper is owed).

line    equ 64
page    equ 4096
row_lines equ 16
row_code equ 16                         ; bytes of code a line
streams equ 6
by_row  equ 20 << 10                    ; to here
mesh    equ 48 << 20                    ; an L3 above this is one
mesh_nt equ 8 << 20

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
        cmp     rdx, 64
        jne     .above_320
  %assign i 0
  %rep 5
    %assign r 16 + i
        vmovdqu64 zmm %+ r, [rsi + i * line]
    %assign i i + 1
  %endrep
  %assign i 0
  %rep 5
    %assign r 16 + i
        vmovdqu64 [rdi + i * line], zmm %+ r
    %assign i i + 1
  %endrep
        ret

        align   64
.above_320:
        lea     r8, [rdi + rdx + 255]
        and     r8, -line               ; where dst's last whole line before the last 64 bytes ends
        lea     r9, [rdi + line]
        and     r9, -line               ; where dst's first whole line behind its first byte begins
        mov     rcx, r8
        sub     rcx, r9                 ; bytes of the whole lines
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 zmm17, [rsi + rdx + 192]
        cmp     rcx, by_row
        jae     .large
        vmovdqu64 [rdi], zmm16
        vmovdqu64 [rdi + rdx + 192], zmm17
.by_row:
        sub     r8, rdi
        add     rsi, r8
        add     rdi, r8                 ; both behind the whole lines
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

.large:
        vmovdqu64 [rdi], zmm16
        vmovdqu64 [rdi + rdx + 192], zmm17
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
        vmovdqu64 zmm16, [rsi]
        vmovntdq [rdi], zmm16
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
  %assign i 0
  %rep 4
    %assign r 16 + i
        vmovdqu64 zmm %+ r, [rsi + rcx + i * line]
    %assign i i + 1
  %endrep
  %assign i 0
  %rep 4
    %assign r 16 + i
        vmovntdq [rdi + rcx + i * line], zmm %+ r
    %assign i i + 1
  %endrep
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
