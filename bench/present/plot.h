// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Pictures of a result, drawn by gnuplot from what the result file says and nothing else:
// throughput.png, throughput.svg, ratio.png, ratio.svg.
#ifndef PRESENT_PLOT_H
#define PRESENT_PLOT_H

#include "bench/record/result.h"

// Draws all pictures into a directory, each whole or not at all. Summaries must be filled in.
bool plot_draw(const struct result *result, const char *directory, struct failure *failure);

#endif
