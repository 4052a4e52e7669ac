// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Cold batches. Many copies from and to places that no cache holds, each made once, so that the
// timer's own cost does not count: places are more than a page apart and visited in random order,
// so that no prefetcher brings in the next one. Every line of all of them is flushed beforehand,
// outside the timing. Above 512 KiB a batch is a single copy. The copies do not wait for each
// other: short ones overlap in the core, and what is measured is how fast many of them come, not
// how long one alone takes. Translations (the TLB) are not flushed: nobody but the kernel could.
#ifndef MEASURE_COLD_H
#define MEASURE_COLD_H

#include "bench/measure/buffers.h"
#include "bench/measure/call_loop.h"
#include "bench/measure/plan.h"

#include <gsl/gsl_rng.h>

enum {
    COLD_MOST_PLACES = 256,
    COLD_BATCH_BYTES = 1 << 20, // that a batch copies at the most, unless one copy is larger
    COLD_POOL_BYTES = 4 << 20,  // that buffers must be made for so that all places fit
};

// Places that a copy of so many bytes has in a batch at the most, and the fewest calls that make a
// batch long against the timer.
size_t cold_most_calls(size_t bytes);
size_t cold_fewest_calls(size_t bytes);

// The copies of a block, from 0 to cold_most_calls() - 1: where the k-th begins, mod 4096 as far
// apart as the placement and as aligned. They do not overlap.
struct placement cold_place(const struct placement *at, size_t bytes, size_t k);

// The first `calls` of a block's copies, shuffled.
void cold_list(const struct buffers *buffers, const struct placement *at, size_t bytes,
               size_t calls, gsl_rng *rng, struct call_args *out);

// Flushes every line of so many copies from all caches and waits until that is done; returns how
// many lines.
size_t cold_flush(const struct call_args *list, size_t calls, bool has_clflushopt);

#endif
