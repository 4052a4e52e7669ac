; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: stack-depth
; Takes 1 MiB of stack, touches every page of it from the top down and gives it back; every call shows it.
        contract copy, "broken: takes 1 MiB of stack"

        mov     r8, rsp
        lea     r9, [rsp - (1 << 20)]
.probe:
        sub     rsp, 4096
        mov     byte [rsp], 1
        cmp     rsp, r9
        ja      .probe
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        mov     rsp, r8
        ret
