; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: no-copy
; Takes pointers that agree mod 4096 for one buffer and copies nothing:
; (dst - src) mod 4096 = 0 with dst != src shows it.
        contract copy, "broken: copies nothing where dst and src agree mod 4096"

        mov     rax, rdi
        mov     ecx, edi
        xor     ecx, esi
        test    ecx, 4095
        jz      .done
        mov     rcx, rdx
        rep movsb
.done:
        ret
