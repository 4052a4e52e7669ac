; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: reads 64 bytes past the source"

; Written for the diagnosis "touched memory outside its buffers": the copy is right, but the line after the
; source is loaded too, as a careless prefetching loop does; the guard page sees it.

        mov     rax, rdi
        mov     rcx, rdx
        movups  xmm0, [rsi + rdx + 48]
        rep movsb
        ret
