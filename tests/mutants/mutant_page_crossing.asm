; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: wrong-data or short-copy
; Where the first line of dst lies across two pages, the first byte on the second page is wrong.
        contract copy, "broken: at the end of a page"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        test    rdx, rdx
        jz      .done
        mov     rcx, rax
        neg     rcx
        and     ecx, 4095               ; bytes to the end of the page
        cmp     ecx, 63
        ja      .done
        test    ecx, ecx
        jz      .done
        not     byte [rax + rcx]
.done:
        ret
