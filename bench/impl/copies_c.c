// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Copies in plain C, for any processor. The compiler may vectorise them; the build keeps it from
// recognising them as what they are and calling memcpy, and a test looks at the object code.
#include "bench/impl/copies.h"

COPY(c_bytes, IMPL_C, PLAIN, .granule = 1, .summary = "for (i = 0; i < n; i++) dst[i] = src[i]") {
    unsigned char *restrict to = dst;
    const unsigned char *restrict from = src;
    for (size_t i = 0; i < n; i++)
        to[i] = from[i];
    return dst;
}

// A cache line as an object of its own: assignment moves it whole, however the compiler likes. It
// may lie anywhere and alias anything.
struct line {
    uint64_t words[8];
} __attribute__((packed, aligned(1), may_alias));

COPY(c_lines, IMPL_C, PLAIN, .summary = "a loop that assigns 64-byte objects") {
    struct line *to = dst;
    const struct line *from = src;
    for (size_t i = 0; i < n / sizeof *to; i++)
        to[i] = from[i];
    return dst;
}
