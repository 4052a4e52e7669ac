; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "a two-vector loop as an unoptimised compiler leaves it", isa AVX, align 32, flags NON_TEMPORAL

; Idea: where a newcomer starts from. This is what `gcc -O0` makes of
;
;       for (; n >= 64; n -= 64, d += 2, s += 2) {
;               __m256i a = _mm256_load_si256(s), b = _mm256_load_si256(s + 1);
;               _mm256_stream_si256(d, a);
;               _mm256_stream_si256(d + 1, b);
;       }
;
; with every variable, argument and intermediate value in its slot of the frame, stored and loaded again at
; each use. What it teaches: with non-temporal stores to memory the spills hide behind the write buffers;
; within the caches both cost dearly.
; Assumes dst and src are multiples of 32, n is a multiple of 64.
; Clobbers: ymm0; upper halves left clean; 256 bytes of frame aligned to 32.

dst     equ 16                          ; slots of the frame, from rsp: the arguments,
src     equ 24
n       equ 32
d       equ 40                          ; the loop's pointers,
s       equ 48
load_a  equ 56                          ; the inlined intrinsics' own arguments,
load_b  equ 64
store_a equ 72
store_b equ 80
a       equ 96                          ; the two vectors
b       equ 128
value_a equ 160                         ; and the copies that the stores take
value_b equ 192

        push    rbp
        mov     rbp, rsp
        and     rsp, -32
        sub     rsp, 256
        mov     [rsp + dst], rdi
        mov     [rsp + src], rsi
        mov     [rsp + n], rdx
        mov     rax, [rsp + dst]
        mov     [rsp + d], rax
        mov     rax, [rsp + src]
        mov     [rsp + s], rax
        jmp     .condition
.body:
        mov     rax, [rsp + s]
        mov     [rsp + load_a], rax
        mov     rax, [rsp + load_a]
        vmovdqa ymm0, [rax]
        vmovdqa [rsp + a], ymm0
        mov     rax, [rsp + s]
        add     rax, 32
        mov     [rsp + load_b], rax
        mov     rax, [rsp + load_b]
        vmovdqa ymm0, [rax]
        vmovdqa [rsp + b], ymm0

        mov     rax, [rsp + d]
        mov     [rsp + store_a], rax
        vmovdqa ymm0, [rsp + a]
        vmovdqa [rsp + value_a], ymm0
        vmovdqa ymm0, [rsp + value_a]
        mov     rax, [rsp + store_a]
        vmovntdq [rax], ymm0
        mov     rax, [rsp + d]
        add     rax, 32
        mov     [rsp + store_b], rax
        vmovdqa ymm0, [rsp + b]
        vmovdqa [rsp + value_b], ymm0
        vmovdqa ymm0, [rsp + value_b]
        mov     rax, [rsp + store_b]
        vmovntdq [rax], ymm0

        add     qword [rsp + d], 64
        add     qword [rsp + s], 64
        sub     qword [rsp + n], 64
.condition:
        cmp     qword [rsp + n], 63
        ja      .body
        sfence
        vzeroupper
        mov     rax, [rsp + dst]
        leave
        ret
