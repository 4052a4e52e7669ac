; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: red-zone
; Loads the last line first where n is at least 1024, keeps it at rsp - 320 while it copies the others and
; stores it last; a signal during the call puts wrong bytes into dst's last line.
        contract copy, "broken: keeps the last line at rsp - 320", isa SSE2

        mov     rax, rdi
        cmp     rdx, 1024
        jb      .short
        movups  xmm0, [rsi + rdx - 64]
        movups  xmm1, [rsi + rdx - 48]
        movups  xmm2, [rsi + rdx - 32]
        movups  xmm3, [rsi + rdx - 16]
        movups  [rsp - 320], xmm0
        movups  [rsp - 304], xmm1
        movups  [rsp - 288], xmm2
        movups  [rsp - 272], xmm3
        lea     rcx, [rdx - 64]
        rep movsb
        movups  xmm0, [rsp - 320]
        movups  xmm1, [rsp - 304]
        movups  xmm2, [rsp - 288]
        movups  xmm3, [rsp - 272]
        movups  [rdi], xmm0
        movups  [rdi + 16], xmm1
        movups  [rdi + 32], xmm2
        movups  [rdi + 48], xmm3
        ret
.short:
        mov     rcx, rdx
        rep movsb
        ret
