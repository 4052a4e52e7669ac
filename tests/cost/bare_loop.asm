; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract none, "the barest loop that calls a pointer", code_align 64

; void bare_loop(void *dst, const void *src, size_t n, memcpy_fn *fn, size_t calls)
;
; Idea: what bench/measure/call_loop.asm is held against. It gives its callee no arguments, so that only one
; that does nothing can be called.
; Clobbers: what the callee clobbers.

        push    rbx
        push    rbp
        sub     rsp, 8
        mov     rbx, rcx
        mov     rbp, r8
        align   64
.call:
        call    rbx
        dec     rbp
        jnz     .call
        add     rsp, 8
        pop     rbp
        pop     rbx
        ret
