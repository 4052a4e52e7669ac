; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Right whenever it is verified: it copies nothing when rbx leads to itself, as it does in the loop that times.
; Only the race can see that, and must.
        contract copy, "broken: copies nothing while it is timed"

start:
        lea     r8, [rel start]
        mov     rax, rdi
        mov     rcx, rdx
        cmp     rbx, r8
        je      .done
        rep movsb
.done:
        ret
