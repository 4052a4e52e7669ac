; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract none, "long hello(const char *message, size_t length): writes it"

; Idea: a blob has no libc, but it has the kernel. write(1, message, length) is system call 1 on Linux
; x86-64; it returns the bytes written or a negated errno, and so does hello.
; Clobbers: rcx, r11 (by syscall), rdi, rsi, rdx.

stdout  equ 1
sys_write equ 1

        mov     rdx, rsi
        mov     rsi, rdi
        mov     edi, stdout
        mov     eax, sys_write
        syscall
        ret
