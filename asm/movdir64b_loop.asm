; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "direct stores, 64 bytes from memory to memory", isa MOVDIR64B, align 64, flags NON_TEMPORAL

; Idea: one instruction reads a line of the source and writes it past the caches in one piece, through no
; register. It is meant for device queues; as a copy it behaves like avx512_nt without AVX-512.
; Assumes dst is a multiple of 64 (it faults otherwise), n is a multiple of 64.
; Clobbers: rdx, rsi, rdi.

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdx, rdi                ; one past the destination's end
        align   16
.line:
        movdir64b rdi, [rsi]
        add     rsi, 64
        add     rdi, 64
        cmp     rdi, rdx
        jne     .line
        sfence                          ; direct stores are ordered by nothing else
.done:
        ret
