// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What gnuplot is told of a result: its figures, how implementations look, axes and lines. Where
// names go is plot_names.h's.
#ifndef PRESENT_PLOT_SCRIPT_H
#define PRESENT_PLOT_SCRIPT_H

#include "bench/present/grid.h"

#include <stdio.h>

// What a script is printed from, and where to.
struct plot_script {
    FILE *out;
    const struct result *result;
    const struct grid *grid;
    const struct condition *condition; // that of the grid
};

// The pictures are laid out in units of which these many are drawn, whatever the format.
enum { PLOT_WIDTH = 1200, PLOT_HEIGHT = 750, PLOT_TOP = 92, PLOT_BOTTOM = 78, PLOT_LEFT = 84 };

struct plot_range {
    double low, high;
};

// Writes what the measurements come from: machine, pages, date.
void plot_script_machine(char *out, size_t size, const struct result *result, size_t page_bytes);

// Prints what all pictures share.
void plot_script_define(const struct plot_script *script);

// Prints what stands in every picture beside its lines; takes away what the last picture had.
void plot_script_decorate(const struct plot_script *script);

// Whether it is in the picture of the best: the reference and the five that are fastest over all
// sizes.
bool plot_script_is_best(const struct plot_script *script, size_t impl);

// The ends of the ratio axis in the picture of the best.
struct plot_range plot_script_best_range(const struct plot_script *script);

#endif
