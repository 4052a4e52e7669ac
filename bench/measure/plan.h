// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What will be measured, decided before anything is: cells, their placements and rounds. A pure
// function of its options.
#ifndef MEASURE_PLAN_H
#define MEASURE_PLAN_H

#include "bench/base/sizes.h"
#include "bench/impl/impl.h"
#include "bench/measure/condition.h"
#include "bench/measure/mix.h"
#include "bench/measure/sample.h"

#include <gsl/gsl_rng.h>

enum {
    PLAN_FEWEST_CALLS = 5, // in a hot batch
    PLAN_NAME = 128,       // bytes that hold any cell's name
};

struct plan_options {
    struct size_list sizes;
    size_t blocks;       // placements of a cell; 0: SAMPLE_BLOCKS, or SAMPLE_BLOCKS_LARGE. More, to
                         // SAMPLE_BLOCKS_MOST: a sweep of the code's places, all with the buffers
                         // at one
    double cell_seconds; // wall time a cell is to take where its size allows; more time, narrower
                         // intervals
    uint32_t seed;       // of placements and of every order
    const struct impl *floor; // what does nothing, measured at the smallest size, once in each
                              // mode; or NULL
    const struct condition *conditions; // each sound, no two alike; the plan keeps copies
    size_t condition_count;             // 0: the default alone
    const struct mix_sizes *mix;        // of a mix's calls; NULL: log-uniform. Outlives the plan
    const struct impl *const *ceilings; // those that can run; ceilings_take() says at which sizes
    size_t ceiling_count;
};

// Where one block puts its code and its buffers. All implementations share them at a size and under
// a condition.
struct placement {
    size_t entry;      // index into impl.entries, modulo their count
    size_t src_offset; // as its condition says, as dst_offset; from an align of 64 on a multiple of
                       // every contract's align too; a page at least from either end of the
                       // buffer's slack. Where it is drawn, (dst - src) mod 4096 lies from 1024 to
                       // 3072, so that there is no 4 KiB aliasing (unless an align of 4096 leaves
                       // no choice)
    size_t dst_offset;
};

// Whether a block's buffers lay there.
bool plan_is_placed(const struct block *block, const struct placement *at);

struct plan_cell {
    const struct impl *impl;
    const struct impl *reference; // that it is paired with
    const struct impl *anchor;    // a third arm, with a quarter of another's time; or NULL
    size_t number; // in the plan as it was made, which other cells may since have left
    size_t bytes;
    struct condition condition;
    struct mix mix;                     // its calls, where the mode is MODE_MIX
    const struct placement *placements; // blocks of them
    size_t blocks;                      // its plan's, or fewer
    size_t rounds_per_block;            // 1 to SAMPLE_ROUNDS / blocks; of pairs, more
    size_t rounds_least;                // of a block, whatever time they take; of a race, none
    double share;                       // of the time a cell gets: 1, less for a ceiling
    double seconds;                     // expected
    char name[PLAN_NAME];               // "memcpy/<impl>/<bytes>" and the condition
};

// A cell's name.
void plan_name(char out[PLAN_NAME], const char *impl, size_t bytes, const struct condition *c);

// Bytes of a call, the mean over those of a batch.
double plan_mean_bytes(const struct plan_cell *cell);

struct plan {
    const struct impl *reference;
    uint32_t seed;
    size_t blocks; // placements of a cell, the most that any has
    double cell_seconds;
    struct plan_cell *cells; // pages by pages; of each, sizes ascending; within each, conditions
                             // and then implementations and ceilings in random order
    size_t cell_count;
    size_t unsuited;              // cells left out as a contract does not allow their condition
    size_t unpaged;               // cells left out as there are no such pages
    struct placement *placements; // blocks for each size under each condition
    size_t size_count;            // how often
    double seconds;               // expected, of all cells
};

// Draws where a block puts its code and its buffers; `step`, a power of two from 64 to 4096, is
// what lines begin at multiples of.
struct placement plan_draw_placement(const gsl_rng *rng, size_t block, const struct condition *c,
                                     size_t step);

// Plans every implementation at every size and under every condition that its contract and the
// reference's allow. NULL impls are not allowed. The implementations must outlive the plan.
bool plan_make(const struct plan_options *options, const struct impl *reference,
               const struct impl *const *impls, size_t impl_count, struct plan *out,
               struct failure *failure);
void plan_free(struct plan *plan);

// Whether it holds no copy, the floor and ceilings at the most.
bool plan_is_empty(const struct plan *plan);

// Gives every cell the same time, more or less than before, so that the whole is expected to take
// `seconds`; sizes whose fewest rounds take longer keep those. False, with the plan at its
// shortest, where even that takes longer.
bool plan_fit(struct plan *plan, double seconds);

// Gives every cell that time, as plan_fit() once found it.
void plan_set_cell_seconds(struct plan *plan, double cell_seconds);

// Takes one cell out; the others keep their order.
void plan_drop_cell(struct plan *plan, size_t cell);

// Takes all cells of one kind of pages out, which are not to be had, and counts them.
void plan_drop_pages(struct plan *plan, enum page_kind page);

// Takes one implementation's cells out; the others stay as they were drawn.
void plan_drop(struct plan *plan, const struct impl *impl);

#endif
