; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT

; void trampoline_call(void)
;
; Calls a memcpy as its worst caller might: every register it was not given holds rubbish, so does every
; arithmetic flag, the stack is a private one, and the upper vector halves are clean, so that dirt found afterwards
; is its own. Then writes down what it left behind, and puts right whatever our own C code needs.
;
; After the call no register can be trusted to lead anywhere, rsp included. So arguments and results lie in
; trampoline_frame, at a fixed distance from this code (struct trampoline_frame, trampoline.h).

        default rel
        bits    64

        struc   frame
.fn:            resq 1
.dst:           resq 1
.src:           resq 1
.n:             resq 1
.stack:         resq 1
.flags:         resq 1
.vectors:       resq 1
.features:      resq 1
.poison:        resq 16
; what it left: struct arch_state
.gpr:           resq 16
.after_flags:   resq 1
.xinuse:        resq 1
.fs_base:       resq 1
.gs_base:       resq 1
.mxcsr:         resd 1
.pkru:          resd 1
.x87:           resd 7          ; as fnstenv writes it
.reserved:      resd 1
; ours
.own_rsp:       resq 1
.own_fs:        resq 1
.own_gs:        resq 1
.own_mxcsr:     resd 1
.own_pkru:      resd 1
.own_x87:       resd 1
.inside:        resd 1
        endstruc

HAS_AVX      equ 1
HAS_AVX512   equ 2
HAS_XINUSE   equ 4
HAS_FSGSBASE equ 8
HAS_PKU      equ 16
HAS_AMX      equ 32
DIRTY        equ 64             ; the callee is to find the upper halves in use
TILES_IN_USE equ 3 << 17        ; XINUSE: tile configuration and tile data
VECTOR       equ 64

%macro  if_has 1                ; jumps over what follows to %%end, closed by end_if
        %push   has
        test    dword [trampoline_frame + frame.features], %1
        jz      %$end
%endmacro
%macro  end_if 0
%$end:
        %pop
%endmacro

        section .bss align=64
        global  trampoline_frame:data frame_size
trampoline_frame:
        resb    frame_size

        section .rodata align=16
default_mxcsr:
        dd      0x1f80          ; all exceptions masked, round to nearest

        section .text align=64
        global  trampoline_call:function (trampoline_call.end - trampoline_call)
trampoline_call:
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        stmxcsr [trampoline_frame + frame.own_mxcsr]
        fnstcw  [trampoline_frame + frame.own_x87]
        if_has HAS_FSGSBASE
        rdfsbase rax
        rdgsbase rbx
        mov     [trampoline_frame + frame.own_fs], rax
        mov     [trampoline_frame + frame.own_gs], rbx
        end_if
        if_has HAS_PKU
        xor     ecx, ecx
        rdpkru
        mov     [trampoline_frame + frame.own_pkru], eax
        end_if
        mov     [trampoline_frame + frame.own_rsp], rsp

        mov     rax, [trampoline_frame + frame.vectors]
        if_has HAS_AVX
        vzeroupper
        end_if
%assign i 0
%rep    16
        movdqu  xmm%[i], [rax + VECTOR * i] ; leaves the upper parts at zero
%assign i i + 1
%endrep
        if_has DIRTY            ; only asked for where there is AVX
%assign i 0
%rep    16
        vmovdqu ymm%[i], [rax + VECTOR * i]
%assign i i + 1
%endrep
        if_has HAS_AVX512
%assign i 0
%rep    16
        vmovdqu64 zmm%[i], [rax + VECTOR * i]
%assign i i + 1
%endrep
        end_if
        end_if
        if_has HAS_AVX512
%assign i 16
%rep    16
        vmovdqu64 zmm%[i], [rax + VECTOR * i]
%assign i i + 1
%endrep
%assign i 0
%rep    8
        kmovw   k%[i], [rax + VECTOR * i + 32]
%assign i i + 1
%endrep
        end_if
        fninit
        ldmxcsr [default_mxcsr]

        mov     rsp, [trampoline_frame + frame.stack]
        push    qword [trampoline_frame + frame.flags]
        mov     dword [trampoline_frame + frame.inside], 1
        popfq                   ; from here on nothing that changes a flag
        mov     rax, [trampoline_frame + frame.poison]
        mov     rcx, [trampoline_frame + frame.poison + 8]
        mov     rbx, [trampoline_frame + frame.poison + 24]
        mov     rbp, [trampoline_frame + frame.poison + 40]
%assign i 8
%rep    8
        mov     r%[i], [trampoline_frame + frame.poison + 8 * i]
%assign i i + 1
%endrep
        mov     rdi, [trampoline_frame + frame.dst]
        mov     rsi, [trampoline_frame + frame.src]
        mov     rdx, [trampoline_frame + frame.n]
        call    [trampoline_frame + frame.fn]
; back, with nothing to be trusted
        mov     [trampoline_frame + frame.gpr], rax
        mov     [trampoline_frame + frame.gpr + 32], rsp
        mov     rsp, [trampoline_frame + frame.own_rsp]
        pushfq
        pop     qword [trampoline_frame + frame.after_flags]
        push    0x202
        popfq                   ; no direction, no alignment check, no trap, whatever it left
        mov     dword [trampoline_frame + frame.inside], 0
        mov     [trampoline_frame + frame.gpr + 24], rbx
        mov     [trampoline_frame + frame.gpr + 40], rbp
%assign i 12
%rep    4
        mov     [trampoline_frame + frame.gpr + 8 * i], r%[i]
%assign i i + 1
%endrep
        stmxcsr [trampoline_frame + frame.mxcsr]
        fnstenv [trampoline_frame + frame.x87]
        if_has HAS_FSGSBASE
        rdfsbase rax
        rdgsbase rbx
        mov     [trampoline_frame + frame.fs_base], rax
        mov     [trampoline_frame + frame.gs_base], rbx
        mov     rax, [trampoline_frame + frame.own_fs]
        mov     rbx, [trampoline_frame + frame.own_gs]
        wrfsbase rax
        wrgsbase rbx
        end_if
        if_has HAS_PKU
        xor     ecx, ecx
        rdpkru
        mov     [trampoline_frame + frame.pkru], eax
        mov     eax, [trampoline_frame + frame.own_pkru]
        xor     edx, edx
        wrpkru
        end_if
        if_has HAS_XINUSE
        mov     ecx, 1
        xgetbv
        mov     [trampoline_frame + frame.xinuse], eax
        mov     [trampoline_frame + frame.xinuse + 4], edx
        if_has HAS_AMX
        test    eax, TILES_IN_USE
        jz      .no_tiles
        tilerelease
.no_tiles:
        end_if
        end_if
        fninit
        fldcw   [trampoline_frame + frame.own_x87]
        ldmxcsr [trampoline_frame + frame.own_mxcsr]
        if_has HAS_AVX
        vzeroupper
        end_if
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
.end:

; Where the child waits for its end, and where a call returns to that the verifier makes by setting its registers.
        global  trampoline_trap:function
trampoline_trap:
        int3

        section .note.GNU-stack noalloc noexec nowrite progbits
