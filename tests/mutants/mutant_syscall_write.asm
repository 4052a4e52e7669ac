; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: system-call
; Writes a byte to file descriptor 1 (syscall 1) where n = 2048.
        contract copy, "broken: writes to standard output where n = 2048"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 2048
        jne     .right
        mov     r8, rax
        mov     eax, 1
        mov     edi, eax
        lea     rsi, [.text]
        mov     edx, eax
        syscall
        mov     rax, r8
.right:
        ret
.text:
        db      `\n`
