; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract none, "calls one memcpy many times with the same arguments", code_align 64

; void call_loop(void *dst, const void *src, size_t n, memcpy_fn *fn, size_t calls)
;
; Idea: everything that is timed goes through these six instructions and nothing else, so that all pay the
; same: arguments from callee-saved registers, one indirect call, count and branch. calls is at
; least 1. Every implementation sees rsp at the same place and 16-byte aligned at the call.
; The loop fits one 64-byte line, which a loop that straddles two does not repay (up to two cycles a call).
; Clobbers: what the implementation clobbers.

        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        mov     r12, rdi
        mov     r13, rsi
        mov     r14, rdx
        mov     rbx, rcx
        mov     rbp, r8
        align   64
.call:
        mov     rdi, r12
        mov     rsi, r13
        mov     rdx, r14
        call    rbx
        dec     rbp
        jnz     .call
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
