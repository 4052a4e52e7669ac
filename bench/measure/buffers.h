// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The source and the destination of every timed copy: mapped once, large enough for the largest
// size at any placement, on huge pages where the kernel gives them, and touched before anything is
// timed.
#ifndef MEASURE_BUFFERS_H
#define MEASURE_BUFFERS_H

#include "bench/base/failure.h"
#include "bench/measure/condition.h"

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
    uint64_t seed; // that src was filled from
};

// Whether there is memory for copies of up to `largest` bytes: free, and allowed to this process.
bool buffers_fit(size_t largest);

// Maps buffers for copies of up to `largest` bytes, on huge pages where the kernel gives
// them. Refuses what does not fit.
bool buffers_map(struct buffers *out, size_t largest, struct failure *failure);

// Puts other pages, zeros, in the place of both buffers, as asked: the addresses stay, what was in
// them goes. Fails where there are too few hugetlb pages (EXIT_USAGE); nothing may then be there.
bool buffers_remap(struct buffers *buffers, enum page_kind kind, struct failure *failure);

// Whether enough hugetlb pages of 2 MiB are free for buffers of copies of up to `largest` bytes.
bool buffers_have_huge(size_t largest);
void buffers_unmap(struct buffers *buffers);

// Writes every byte: src a pattern from the seed, dst zero. Faults all pages in.
void buffers_fill(struct buffers *buffers, uint64_t seed);

// Gives src[offset..offset + bytes) back what buffers_fill() had put there.
void buffers_restore_src(const struct buffers *buffers, size_t offset, size_t bytes);

// The page size in effect, in bytes, read back from the kernel: the huge page's where at least nine
// tenths of the mapping has them, of whichever sort, else the base page's. 0 where /proc doesn't
// tell.
size_t buffers_page_bytes(const struct buffers *buffers);

#endif
