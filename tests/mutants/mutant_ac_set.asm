; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: alignment-check
; Leaves AC (bit 18 of rflags) set after every call: the caller's next misaligned access is a SIGBUS.
        contract copy, "broken: leaves AC set"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        pushfq
        or      dword [rsp], 1 << 18
        popfq
        ret
