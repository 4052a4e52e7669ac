; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "one ymm register, two halves a line", isa AVX

; Idea: the loop a reader of the manual writes first: load, store, advance. One register is enough, since
; each load renames it. What avx2_loop gains over this is one pointer less to advance and loads that run
; ahead.
; Assumes n is a multiple of 64.
; Clobbers: rdx, rsi, rdi, ymm0; upper halves left clean.

        mov     rax, rdi
        add     rdx, rsi                ; one past the source's end
        cmp     rsi, rdx
        je      .done
        align   16
.line:
        vmovups ymm0, [rsi]
        vmovups [rdi], ymm0
        vmovups ymm0, [rsi + 32]
        vmovups [rdi + 32], ymm0
        add     rsi, 64
        add     rdi, 64
        cmp     rsi, rdx
        jne     .line
        vzeroupper
.done:
        ret
