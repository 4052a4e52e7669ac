; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: protection-key or illegal-instruction
; Flips one bit of PKRU (access to pages of key 15) in every call. Where the kernel has not switched
; protection keys on (OSPKE), rdpkru itself is illegal.
        contract copy, "broken: flips a bit of PKRU"

        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        mov     r8, rax
        xor     ecx, ecx
        rdpkru
        xor     eax, 1 << 30
        xor     edx, edx
        wrpkru
        mov     rax, r8
        ret
