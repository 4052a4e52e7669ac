; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: alignment-check
; Switches alignment checks on to see whether src is aligned, and finds out by a fault.
        contract copy, "broken: is caught by its own alignment check"

        mov     rax, rdi
        mov     rcx, rdx
        test    rdx, rdx
        jz      .copy
        pushfq
        pushfq
        or      dword [rsp], 1 << 18
        popfq
        mov     r8, [rsi + 1]
        popfq
.copy:
        rep movsb
        ret
