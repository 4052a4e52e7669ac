// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The gate's cells as a forest: what gnuplot is told of each one's slowdown, its interval and its
// tolerance.
#ifndef PRESENT_PLOT_FOREST_H
#define PRESENT_PLOT_FOREST_H

#include "bench/analyse/gate_report.h"

#include <stdio.h>

enum { FOREST_MOST = 192 }; // cells in the picture: the worst of them

// Prints what scripts/plot/forest.gp wants. EXIT_USAGE where no cell was to be measured.
bool plot_forest_define(FILE *out, const struct gate_report *report, struct failure *failure);

// Draws forest.png and forest.svg into a directory.
bool plot_forest_draw(const struct gate_report *report, const char *directory,
                      struct failure *failure);

#endif
