; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-pointer
; Sign-extends the low half of src: right only below 2 GiB.
        contract copy, "broken: src has 31 bits and a sign"

        mov     rax, rdi
        movsxd  rsi, esi
        mov     rcx, rdx
        rep movsb
        ret
