; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: flags
; Leaves TF (bit 8 of rflags) set: a single-step trap comes behind the ret of every call.
        contract copy, "broken: leaves TF set"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        pushfq
        or      dword [rsp], 1 << 8
        popfq
        ret
