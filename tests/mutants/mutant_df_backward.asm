; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: direction-flag
; Copies backward where dst lies above src, and then leaves DF set; n = 0 with dst above src shows it too.
        contract copy, "broken: leaves DF set behind a backward copy"

        mov     rax, rdi
        mov     rcx, rdx
        cmp     rdi, rsi
        ja      .backward
        rep movsb
        ret
.backward:
        lea     rdi, [rdi + rdx - 1]
        lea     rsi, [rsi + rdx - 1]
        std
        rep movsb
        ret
