; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: misaligned-access
; Spills with movaps as if rsp were a multiple of 16 at entry, where it is 8 above one.
        contract copy, "broken: an aligned spill to an unaligned stack", isa SSE2

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        movups  xmm0, [rsi]
        movaps  [rsp - 32], xmm0
        mov     rcx, rdx
        rep movsb
.done:
        ret
