; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: caller-stack
; Writes a word 2 KiB above its return address.
        contract copy, "broken: writes far into the caller's stack"

mov     rax, rdi
mov     rcx, rdx
rep     movsb

mov     qword [rsp + 2048], 7
ret
