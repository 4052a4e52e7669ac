// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Machine code as text (Zydis), and which memcpy variant a libc's ifunc chose, read off its code.
#ifndef IMPL_DISASM_H
#define IMPL_DISASM_H

#include <stddef.h>
#include <stdint.h>

enum { DISASM_TEXT = 96 };

struct disasm_line {
    size_t offset;
    size_t length;          // bytes of the instruction, above 0
    char text[DISASM_TEXT]; // Intel syntax; "db 0x.." for a byte that is no instruction
};

// Decodes the instruction at code[offset]; branch targets count from code[0]. offset must be below
// size.
void disasm_next(const uint8_t *code, size_t size, size_t offset, struct disasm_line *out);

// Names the variant of glibc's memmove that starts at `code`, as glibc names them
// ("avx_unaligned_erms"). libc.so has no symbols for them, but their vector registers and string
// instructions tell them apart: this walks the code that branches reach from the entry, at most 16
// KiB of it. "unknown" where it recognises nothing.
const char *disasm_glibc_variant(const void *code, char out[DISASM_TEXT]);

#endif
