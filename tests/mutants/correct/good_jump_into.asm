; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: none
; Jumps into an unrolled loop at the place that leaves as many lines as n / 64 mod 8.
        contract copy, "right: Duff's device", isa SSE2

        mov     rax, rdi
        mov     rcx, rdx
        shr     rcx, 6
        jz      .done
        mov     r8d, ecx
        and     r8d, 7
        lea     r9, [.table]
        movsxd  r8, [r9 + 4 * r8]
        add     r8, r9
        add     rcx, 7
        shr     rcx, 3
        jmp     r8
%assign left 8
%rep 8
.left%[left]:
        movups  xmm0, [rsi]
        movups  xmm1, [rsi + 16]
        movups  xmm2, [rsi + 32]
        movups  xmm3, [rsi + 48]
        movups  [rdi], xmm0
        movups  [rdi + 16], xmm1
        movups  [rdi + 32], xmm2
        movups  [rdi + 48], xmm3
        add     rsi, 64
        add     rdi, 64
%assign left left - 1
%endrep
        dec     rcx
        jnz     .left8
.done:
        ret
.table:
        dd      .left8 - .table, .left1 - .table, .left2 - .table, .left3 - .table
        dd      .left4 - .table, .left5 - .table, .left6 - .table, .left7 - .table
