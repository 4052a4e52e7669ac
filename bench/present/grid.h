// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A result's copies under one condition by implementation and size, for whoever draws them. What is
// no copy is left out.
#ifndef PRESENT_GRID_H
#define PRESENT_GRID_H

#include "bench/record/result.h"

// How an implementation stands at a size. The reference counts as ratio 1, which it is by
// definition, whether it has a column or not; what its own cell says is noise.
enum standing {
    STANDING_NONE, // not measured
    STANDING_BEST, // the highest ratio; nobody, where the reference has no column and none beats it
    STANDING_TIED, // the intervals cannot tell it from the best, or one of the two shared its core
    STANDING_BEHIND,
};

// Points into the result, which must outlive it.
struct grid {
    const char **impls;    // the reference first, the others by kind and name
    enum impl_kind *kinds; // of each implementation
    size_t impl_count;
    size_t *sizes; // ascending
    size_t size_count;
    const struct result_row **cells; // impl_count × size_count, NULL where nothing was measured
    enum standing *standings;        // of each cell
};

bool grid_make(const struct result *result, const struct condition *condition, struct grid *out,
               struct failure *failure);
void grid_free(struct grid *grid);

// The conditions that a result's copies were measured under, each once and in order; those of maps
// of offsets (condition_is_map()) are left out, as nobody wants a table of each. Owned by the
// caller; NULL where memory is short. *count may be 0.
struct condition *grid_conditions(const struct result *result, size_t *count);

// What stands above the sizes: those of a mix are the largest that its calls draw.
const char *grid_size_heading(const struct condition *condition);

static inline const struct result_row *grid_cell(const struct grid *grid, size_t impl,
                                                 size_t size) {
    return grid->cells[impl * grid->size_count + size];
}

static inline enum standing grid_standing(const struct grid *grid, size_t impl, size_t size) {
    return grid->standings[impl * grid->size_count + size];
}

#endif
