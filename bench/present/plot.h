// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Pictures of a result, drawn by gnuplot from what the result file says and nothing else:
// throughput, ratio and best, each as .png and .svg.
#ifndef PRESENT_PLOT_H
#define PRESENT_PLOT_H

#include "bench/record/result.h"

// Whether there is anything to draw: a copy that was measured. The floor is none.
bool plot_has_content(const struct result *result);

// Draws all pictures into a directory, each whole or not at all. Summaries must be filled in.
bool plot_draw(const struct result *result, const char *directory, struct failure *failure);

// Takes the pictures away that plot_draw() may have left in a directory: those of an older result.
void plot_forget(const char *directory);

#endif
