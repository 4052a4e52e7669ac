; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "broken: runs an undefined instruction"

; Written for the diagnosis "ran an instruction this machine does not have (SIGILL)": what a contract with too
; little isa leads to.

        ud2
