; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: missing-fence
; Ends in lfence, which does not order streaming stores.
        contract copy, "broken: fences loads", flags NON_TEMPORAL

        mov     rax, rdi
        test    rdx, rdx
        jz      .done
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
.word:
        mov     r8, [rsi + rdx]
        movnti  [rdi + rdx], r8
        add     rdx, 8
        jnz     .word
        lfence
.done:
        ret
