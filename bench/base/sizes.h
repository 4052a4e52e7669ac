// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Sizes as people write them. K, M and G are powers of 1024.
#ifndef BASE_SIZES_H
#define BASE_SIZES_H

#include "bench/base/failure.h"

#include <stddef.h>

enum {
    SIZE_STEP = 64,       // every size raced is a multiple of it
    SIZE_LIST_MAX = 4096, // sizes in one list
    SIZE_TEXT = 24,       // bytes that hold any size_format()
};

// The largest size, 64 GiB.
#define SIZE_LIMIT ((size_t)64 << 30)

// Bytes, ascending, each once. Owned by whoever parsed it; sizes_free() it.
struct size_list {
    size_t *bytes;
    size_t count;
};

// Reads a number of bytes and its unit, all of text[0..length). False where it is none, or above
// SIZE_LIMIT.
bool size_parse(const char *text, size_t length, size_t *out);

// Reads "64,4K,1M" and "first:last:step" with step "xK" (each K times the one before) or "+bytes",
// in any mixture. Every size must be a multiple of 64 above 0 and at most 64G.
bool sizes_parse(const char *text, struct size_list *out, struct failure *failure);
void sizes_free(struct size_list *list);

// "64 B", "4 KiB", "1.5 MiB": exact where the size is a whole number of the unit, else with up to
// three decimals.
const char *size_format(size_t bytes, char out[SIZE_TEXT]);

#endif
