; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: fills up the line in which the copy ends"

; Written for the diagnosis "wrote ... bytes past the end of dst". It stays within the line and so within
; the page: the canary finds it, the guard page can't.

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
.fill:
        test    rdi, 63
        jz      .done
        not     byte [rdi]
        inc     rdi
        jmp     .fill
.done:
        ret
