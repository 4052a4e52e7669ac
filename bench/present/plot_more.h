// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What gnuplot is told for the pictures that are drawn when they are asked for: the heat map of
// ratios, how the rounds of each cell are spread, percent of the ceiling.
#ifndef PRESENT_PLOT_MORE_H
#define PRESENT_PLOT_MORE_H

#include "bench/present/plot_script.h"

// Begins a picture that has a row an implementation and a column a size, and keeps nothing of those
// before it.
void plot_more_frame(const struct plot_script *script);

// Each prints what its script (scripts/plot/heat.gp, samples.gp, ceiling.gp) wants, and where names
// go. False where memory ran out.
bool plot_more_heat(const struct plot_script *script);
bool plot_more_samples(const struct plot_script *script);
bool plot_more_ceiling(const struct plot_script *script);

// Whether a cell of the grid has a percentage of a ceiling.
bool plot_more_has_ceiling(const struct grid *grid);

#endif
