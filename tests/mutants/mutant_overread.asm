; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: over-read or touches-at-zero
; Loads the last 16 bytes of the line after the source, as a careless prefetching loop does: a source near the
; end of what is mapped shows it, and so does n = 0.
        contract copy, "broken: reads 64 bytes past the source"

        mov     rax, rdi
        mov     rcx, rdx
        movups  xmm0, [rsi + rdx + 48]
        rep movsb
        ret
