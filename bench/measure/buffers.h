// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The source and the destination of every timed copy: mapped once, large enough for the largest
// size at any placement, on huge pages where the kernel gives them, and touched before anything is
// timed.
#ifndef MEASURE_BUFFERS_H
#define MEASURE_BUFFERS_H

#include "bench/base/failure.h"

#include <stddef.h>
#include <stdint.h>

enum {
    BUFFER_SLACK = 2 << 20, // bytes by which a placement may move a copy
};

struct buffers {
    uint8_t *base;      // the whole mapping
    size_t mapped;      // its bytes
    uint8_t *src, *dst; // bytes each, aligned to 2 MiB
    size_t bytes;
};

// Whether there is memory for copies of up to `largest` bytes: free, and allowed to this process.
bool buffers_fit(size_t largest);

// Maps buffers for copies of up to `largest` bytes. Refuses what does not fit.
bool buffers_map(struct buffers *out, size_t largest, struct failure *failure);
void buffers_unmap(struct buffers *buffers);

// Writes every byte: src a pattern from the seed, dst zero. Faults all pages in.
void buffers_fill(struct buffers *buffers, uint64_t seed);

// The page size in effect, in bytes, read back from the kernel: the huge page's where at least nine
// tenths of the mapping has them, else the base page's. 0 where /proc doesn't tell.
size_t buffers_page_bytes(const struct buffers *buffers);

#endif
