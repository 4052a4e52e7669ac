; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: tile-state
; Releases its tile behind the loop for what is left over, which a multiple of 1024 skips: those n, but 0,
; show it. Runs only where the processor and the kernel grant AMX.
        contract copy, "broken: leaves an AMX tile where n is a multiple of 1 KiB", isa AMX_TILE|AVX512F

        mov     rax, rdi
        mov     rcx, rdx
        shr     rcx, 10                 ; whole tiles
        jz      .rest
        sub     rsp, 64                 ; palette 1, tile 0 of 16 rows by 64 bytes
        vpxord  zmm16, zmm16, zmm16
        vmovdqu64 [rsp], zmm16
        mov     byte [rsp], 1
        mov     word [rsp + 16], 64
        mov     byte [rsp + 48], 16
        ldtilecfg [rsp]
        add     rsp, 64
        mov     r8d, 64
.tile:
        tileloadd tmm0, [rsi + r8 * 1]
        tilestored [rdi + r8 * 1], tmm0
        add     rsi, 1024
        add     rdi, 1024
        dec     rcx
        jnz     .tile
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
        tilerelease
.done:
        ret
