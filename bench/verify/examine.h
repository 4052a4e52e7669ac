// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What went wrong with the bytes of a copy. Pure.
#ifndef VERIFY_EXAMINE_H
#define VERIFY_EXAMINE_H

#include "bench/verify/fault.h"

#include <stdint.h>

// One copy, with the memory around its destination.
struct copy {
    const uint8_t *want;   // n bytes that should be there now
    const uint8_t *around; // memory the source was taken from, around_bytes of it
    size_t around_bytes;
    const uint8_t *before; // `bytes` of the destination's area before the call, and after
    const uint8_t *after;
    size_t bytes, at, n; // dst is before[at], after[at]
};

// Names the difference between what is there and what should be; true where there is none.
bool examine_copy(const struct copy *copy, struct fault *out);

// The same for bytes [from, to) outside the copy, which should be as they were.
bool examine_around(const struct copy *copy, size_t from, size_t to, struct fault *out);

#endif
