; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; Streams only the last 16 bytes, part of a line that waits in its write-combining buffer, and never fences.
        contract copy, "broken: streams part of a line without a fence"

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        lea     rcx, [rdx - 16]
        rep movsb
        mov     r8, [rsi]
        mov     r9, [rsi + 8]
        movnti  [rdi], r8
        movnti  [rdi + 8], r9
.done:
        ret
