; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: segment-base
; Keeps dst in the base of gs and leaves it there; every call shows it. Needs FSGSBASE, of which the
; contract can't speak.
        contract copy, "broken: leaves dst in the base of gs"

        wrgsbase rdi
        mov     rcx, rdx
        rep movsb
        rdgsbase rax
        ret
