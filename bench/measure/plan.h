// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What will be measured, decided before anything is: cells, their placements and rounds. A pure
// function of its options.
#ifndef MEASURE_PLAN_H
#define MEASURE_PLAN_H

#include "bench/base/sizes.h"
#include "bench/impl/impl.h"
#include "bench/measure/sample.h"

enum { PLAN_FEWEST_CALLS = 3 }; // in a batch

struct plan_options {
    struct size_list sizes;
    double cell_seconds; // wall time a cell is to take where its size allows; more time, narrower
                         // intervals
    uint32_t seed;       // of placements and of every order
    const struct impl *floor; // what does nothing, measured once at the smallest size; or NULL
};

// Where one block of a size puts its code and its buffers. All implementations of a size share
// them.
struct placement {
    size_t entry;      // index into impl.entries, modulo their count
    size_t src_offset; // a multiple of 64 and of every contract's align, as dst_offset; a page at
                       // least from either end of the buffer's slack; (dst - src) mod 4096 lies
                       // from 1024 to 3072, so that there is no 4 KiB aliasing
                       // (unless an align of 4096 leaves no choice)
    size_t dst_offset;
};

struct plan_cell {
    const struct impl *impl;
    size_t bytes;
    const struct placement *placements; // SAMPLE_BLOCKS of them
    size_t rounds_per_block;            // 1 to SAMPLE_ROUNDS / SAMPLE_BLOCKS
    double seconds;                     // expected
    char name[96];                      // "memcpy/<impl>/<bytes>"
};

struct plan {
    const struct impl *reference;
    uint32_t seed;
    double cell_seconds;
    struct plan_cell *cells; // sizes ascending, implementations in random order within each
    size_t cell_count;
    struct placement *placements;
    size_t size_count;
    double seconds; // expected, of all cells
};

// Plans every implementation at every size its contract and the reference's allow. NULL impls are
// not allowed. The implementations must outlive the plan.
bool plan_make(const struct plan_options *options, const struct impl *reference,
               const struct impl *const *impls, size_t impl_count, struct plan *out,
               struct failure *failure);
void plan_free(struct plan *plan);

// Whether it holds no copy, the floor at the most.
bool plan_is_empty(const struct plan *plan);

// Gives every cell the same time, more or less than before, so that the whole is expected to take
// `seconds`; sizes whose fewest rounds take longer keep those. False, with the plan at its
// shortest, where even that takes longer.
bool plan_fit(struct plan *plan, double seconds);

// Gives every cell that time, as plan_fit() once found it.
void plan_set_cell_seconds(struct plan *plan, double cell_seconds);

// Takes one cell out; the others keep their order.
void plan_drop_cell(struct plan *plan, size_t cell);

// Takes one implementation's cells out; the others stay as they were drawn.
void plan_drop(struct plan *plan, const struct impl *impl);

#endif
