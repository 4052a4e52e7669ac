; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: segment-base
; Loads es with the selector of the user's data segment: nothing in 64-bit code looks at it, and a caller may.
        contract copy, "broken: loads es"

mov     rax, rdi
mov     rcx, rdx
rep     movsb

mov     r8d, 0x2b
mov     es, r8d
ret
