; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "1 KiB at a time through an AMX tile", isa AMX_TILE|AVX512F

; Idea: a tile register of 16 rows of 64 bytes is the largest register there is: tileloadd and tilestored
; move 1 KiB each, row by row, the rows here 64 bytes apart. What is left over goes line by line.
; Assumes n is a multiple of 64; the kernel has granted the process tile state (arch_prctl).
; Clobbers: rcx, rdx, rsi, rdi, r8, tmm0, zmm16, 64 bytes of stack; tiles are released, so that no context
; switch saves them.

stride  equ 64

        mov     rax, rdi
        mov     rcx, rdx
        shr     rcx, 10                 ; whole tiles
        jz      .rest

        sub     rsp, 64                 ; the tile configuration: palette 1, tile 0 of 16 rows by 64 bytes
        vpxord  zmm16, zmm16, zmm16
        vmovdqu64 [rsp], zmm16
        mov     byte [rsp], 1
        mov     word [rsp + 16], 64
        mov     byte [rsp + 48], 16
        ldtilecfg [rsp]
        add     rsp, 64

        mov     r8d, stride
.tile:
        tileloadd tmm0, [rsi + r8 * 1]
        tilestored [rdi + r8 * 1], tmm0
        add     rsi, 1024
        add     rdi, 1024
        dec     rcx
        jnz     .tile
        tilerelease
.rest:
        and     edx, 1023
        jz      .done
.line:
        vmovdqu64 zmm16, [rsi]
        vmovdqu64 [rdi], zmm16
        add     rsi, 64
        add     rdi, 64
        sub     edx, 64
        jnz     .line
.done:
        ret
