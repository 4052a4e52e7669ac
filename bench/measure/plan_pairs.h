// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A plan of pairs: cells of which each has a reference of its own.
#ifndef MEASURE_PLAN_PAIRS_H
#define MEASURE_PLAN_PAIRS_H

#include "bench/measure/plan.h"

// A candidate and what it is paired with, at a size that the contracts of both allow.
struct plan_pair {
    const struct impl *reference, *candidate;
    size_t bytes;
};

struct plan_pairs_options {
    const struct plan_pair *pairs; // sizes ascending
    size_t pair_count;
    const struct impl *anchor; // the third arm of cells whose size it allows; or NULL
    double cell_seconds;       // wall time a cell is to take where its size allows
    size_t blocks;             // 1 to SAMPLE_BLOCKS_MOST
    size_t blocks_large;       // of a cell above SAMPLE_LARGE; at most `blocks`
    size_t rounds_least;       // of a block, whatever time they take
    size_t rounds_most;        // at most SAMPLE_ROUNDS / 2
    uint32_t seed;             // of placements and orders: another seed, other placements
};

// Plans a cell for each pair, number i + 1 being pair i's. All pairs of a size share their
// placements, drawn under the default condition, where block b has entry b. EXIT_ENVIRONMENT where
// memory is short. The caller owns *out (plan_free).
bool plan_make_pairs(const struct plan_pairs_options *options, struct plan *out,
                     struct failure *failure);

// Seconds that a cell of such a plan is expected to take where it has an anchor.
double plan_pairs_seconds(const struct plan_pairs_options *options, size_t bytes);

#endif
