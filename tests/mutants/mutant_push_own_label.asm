; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: return-trick (warn)
; Jumps by pushing its own label and ret, a ret without a call, where n is above 512; then returns as it should.
        contract copy, "suspect: jumps by push and ret"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 512
        jbe     .back
        lea     r8, [.back]
        push    r8
        ret
.back:
        ret
