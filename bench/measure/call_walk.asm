; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract none, "calls one memcpy once for each pair of pointers", code_align 64

; void call_walk(const struct call_pair *pairs, size_t n, memcpy_fn *fn, size_t calls)
;
; Idea: call_loop for copies that are each made once. A pair is dst and src, 16 bytes; they lie one behind the other
; and in the caches, so that a call costs the two loads of its pointers more than one of call_loop's. calls is at
; least 1. Every implementation sees rsp at the same place and 16-byte aligned at the call.
; The loop fits one 64-byte line.
; Clobbers: what the implementation clobbers.

        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        mov     r12, rdi
        mov     r14, rsi
        mov     rbx, rdx
        mov     rbp, rcx
        align   64
.call:
        mov     rdi, [r12]
        mov     rsi, [r12+8]
        mov     rdx, r14
        call    rbx
        add     r12, 16
        dec     rbp
        jnz     .call
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
