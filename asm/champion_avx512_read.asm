; SPDX-FileCopyrightText: the memcpybench authors
; SPDX-License-Identifier: MIT
        contract copy, "champion_avx512 for a dst that is read soon", isa AVX512VL|ERMS, \
                 code_align 64, flags NON_TEMPORAL, patch L3_BYTES

; Idea: champion_avx512, whose header says why, but that dst is left in the caches for who reads it: where L3 is a core
; complex's own, nothing goes past them below 36 parts of it (of 32). Above, even a copy whose dst is read whole right behind it is
; faster with all of it past the caches. A mesh, where that has not been timed, is treated likewise.

%define dst_read_soon
%include "champion_avx512.asm"
