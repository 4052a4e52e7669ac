; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wild-access or touches-at-zero
; Reads address 0, in every call.
        contract copy, "broken: reads address 0"

        xor     eax, eax
        mov     rax, [rax]
        ret
