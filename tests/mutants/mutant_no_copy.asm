; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: no-copy
; Copies nothing, at any n above 0.
        contract copy, "broken: copies nothing"

        mov     rax, rdi
        ret
