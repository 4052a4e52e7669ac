// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Bytes to callable code. An arena is one private mapping with an unreadable guard page on either
// side. It is mapped writable, the pieces of code are copied to their places, every other byte
// becomes int3, and then it is made read+execute: at no moment is a page both writable and
// executable (W^X).
//
// clang-format off
//      struct code_piece piece = {.code = bytes, .size = n, .align = 64,
//                                 .page_offset = CODE_ANYWHERE, .patch_offset = CODE_NO_PATCH};
//      struct code_arena arena;
//      if (code_arena_map(&arena, NULL, &piece, 1) != CODE_OK) …
//      uint64_t (*add)(uint64_t, uint64_t) = (uint64_t (*)(uint64_t, uint64_t))piece.entry;
//      …
//      code_arena_unmap(&arena);
// clang-format on
#ifndef LOADER_CODE_ARENA_H
#define LOADER_CODE_ARENA_H

#include <stddef.h>
#include <stdint.h>

enum {
    CODE_PAGE = 4096,
    CODE_INT3 = 0xcc, // a jump that misses its target traps instead of running on
};

// A page_offset that leaves the place to the arena.
#define CODE_ANYWHERE SIZE_MAX
// A patch_offset for code that has no constant to fill in.
#define CODE_NO_PATCH SIZE_MAX

enum code_status {
    CODE_OK,
    CODE_BAD_PIECE, // no bytes, an alignment that is no power of two to CODE_PAGE, or offsets out
                    // of range
    CODE_NO_MEMORY, // mmap refused; errno tells
    CODE_TAKEN,     // something else is mapped at the address asked for
    CODE_NO_EXEC,   // mprotect refused PROT_EXEC, as some hardened systems do; errno tells
};

// One piece of code to place. The first five fields are the caller's, entry is filled in.
struct code_piece {
    const uint8_t *code;
    size_t size;         // bytes, above 0
    size_t align;        // of the first byte: a power of two, 1 to CODE_PAGE
    size_t page_offset;  // of the first byte mod CODE_PAGE, a multiple of align; or CODE_ANYWHERE
    size_t patch_offset; // where in the code patch_value goes (8 bytes); or CODE_NO_PATCH
    uint64_t patch_value;
    void *entry; // out: the first byte, executable
};

struct code_arena {
    uint8_t *base; // first page of code; the guard pages lie just outside
    size_t size;   // bytes of code pages, a multiple of CODE_PAGE
};

// Places all pieces, in order, and seals the arena. `where` is NULL, or the page-aligned address
// that base must get; nothing mapped there is ever replaced. On failure nothing is mapped,
// *arena is zero, and errno says why the kernel refused.
enum code_status code_arena_map(struct code_arena *arena, void *where, struct code_piece *pieces,
                                size_t count);

// Unmaps an arena, guards and all, and zeroes *arena; entries into it dangle. A zeroed arena is
// allowed. An arena may be mapped again.
void code_arena_unmap(struct code_arena *arena);

// One line for people, static.
const char *code_status_text(enum code_status status);

#endif
