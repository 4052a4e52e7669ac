; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: reads address 0"

; Written for the diagnosis "touched memory outside its buffers (or misaligned, SIGSEGV)".

        xor     eax, eax
        mov     rax, [rax]
        ret
