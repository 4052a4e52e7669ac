; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
; class: illegal-instruction
; Runs an instruction that no processor has, in every call: what a contract with too little isa leads to.
        contract copy, "broken: runs an undefined instruction"

        ud2
