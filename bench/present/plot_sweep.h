// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Sweeps of a blob's code over many places (run --placement sweep), and what gnuplot is told of
// one.
#ifndef PRESENT_PLOT_SWEEP_H
#define PRESENT_PLOT_SWEEP_H

#include "bench/record/result.h"

#include <stdio.h>

enum { SWEEP_PANELS = 24 }; // sizes that one picture has room for: the smallest

// An implementation's cells under one condition. Points into the result, which must outlive it.
struct sweep {
    const char *impl;
    struct condition condition;
};

// The sweeps of a result, in the order of rows; ceilings and maps are none. Owned by the caller;
// NULL where memory is short. *count may be 0.
struct sweep *sweep_list(const struct result *result, size_t *count);

// Whether a row is a cell of the sweep.
bool sweep_has(const struct sweep *sweep, const struct result_row *row);

// Prints what scripts/plot/sweep.gp needs to know. Summaries must be filled in.
void plot_sweep_define(FILE *out, const struct result *result, const struct sweep *sweep);

#endif
