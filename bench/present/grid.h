// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A result's rows by implementation and size, for whoever draws them.
#ifndef PRESENT_GRID_H
#define PRESENT_GRID_H

#include "bench/record/result.h"

// Points into the result, which must outlive it.
struct grid {
    const char **impls; // the reference first, the others by kind and name
    size_t impl_count;
    size_t *sizes; // ascending
    size_t size_count;
    const struct result_row **cells; // impl_count × size_count, NULL where nothing was measured
};

bool grid_make(const struct result *result, struct grid *out, struct failure *failure);
void grid_free(struct grid *grid);

static inline const struct result_row *grid_cell(const struct grid *grid, size_t impl,
                                                 size_t size) {
    return grid->cells[impl * grid->size_count + size];
}

// The implementation with the highest ratio at a size; grid->impl_count where nothing was measured.
size_t grid_fastest(const struct grid *grid, size_t size);

#endif
