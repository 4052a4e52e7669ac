; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract none, "calls one memcpy many times, reads dst behind each call", code_align 64

; void call_read(void *dst, const void *src, size_t n, memcpy_fn *fn, size_t calls)
;
; Idea: call_loop for copies whose destination is read soon: behind each call, one load of every line that holds bytes
; of dst, ascending, so that a copy that leaves them far away pays for it. n and calls are at least 1. Every
; implementation sees rsp at the same place and 16-byte aligned at the call.
; Both loops fit one 64-byte line, the inner one 32 bytes of it.
; Clobbers: what the implementation clobbers.

        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        push    rax                     ; for the alignment alone
        mov     r12, rdi
        mov     r13, rsi
        mov     r14, rdx
        lea     r15, [rdi+rdx]          ; dst's end
        mov     rbx, rcx
        mov     rbp, r8
        align   64
.call:
        mov     rdi, r12
        mov     rsi, r13
        mov     rdx, r14
        call    rbx
        mov     rax, r12
        and     rax, -64                ; a line may begin before dst
.read:
        mov     ecx, [rax]
        add     rax, 64
        cmp     rax, r15
        jb      .read
        dec     rbp
        jnz     .call
        pop     rax
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
