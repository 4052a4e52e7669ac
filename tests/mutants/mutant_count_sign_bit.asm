; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: truncated-count (full)
; Takes the low half of n for a signed number: copies nothing from 2 GiB to 4 GiB, and all beyond.
        contract copy, "broken: copies nothing from 2 to 4 GiB"

        mov     rax, rdi
        mov     rcx, rdx
        test    edx, edx
        js      .done
        rep movsb
.done:
        ret
