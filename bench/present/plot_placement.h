// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What gnuplot is told for the picture of code placement: what each implementation whose code was
// mapped at several places loses, at each size, where its entry lies badly in a cache line.
#ifndef PRESENT_PLOT_PLACEMENT_H
#define PRESENT_PLOT_PLACEMENT_H

#include "bench/present/plot_script.h"

// Whether a cell was measured often enough at two places in a line.
bool plot_placement_has(const struct grid *grid);

// Prints what scripts/plot/placement.gp wants. False where memory ran out.
bool plot_placement(const struct plot_script *script);

#endif
