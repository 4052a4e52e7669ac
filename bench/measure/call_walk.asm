; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract none, "calls one memcpy once for each entry of a list", code_align 64

; void call_walk(const struct call_args *list, memcpy_fn *fn, size_t calls)
;
; Idea: call_loop for copies that are each made once. An entry is dst, src and n, 24 bytes; they lie one behind the
; other, so that a call costs three loads, which the core makes ahead, more than one of call_loop's. calls is at
; least 1. Every implementation sees rsp at the same place and 16-byte aligned at the call.
; The loop fits one 64-byte line.
; Clobbers: what the implementation clobbers.

        push    rbx
        push    rbp
        push    r12
        mov     r12, rdi
        mov     rbx, rsi
        mov     rbp, rdx
        align   64
.call:
        mov     rdi, [r12]
        mov     rsi, [r12+8]
        mov     rdx, [r12+16]
        call    rbx
        add     r12, 24
        dec     rbp
        jnz     .call
        pop     r12
        pop     rbp
        pop     rbx
        ret
