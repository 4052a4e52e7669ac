; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: over-read
; From 1024 bytes on, touches the page after the source as if to prefetch it.
        contract copy, "broken: reads 4096 bytes past the source from 1024"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        cmp     rdx, 1024
        jb      .done
        cmp     byte [rsi + 4095], 0
.done:
        ret
