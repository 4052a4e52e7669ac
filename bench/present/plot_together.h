// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Several results over each other: what gnuplot is told of them.
#ifndef PRESENT_PLOT_TOGETHER_H
#define PRESENT_PLOT_TOGETHER_H

#include "bench/record/result.h"

#include <stdio.h>

enum {
    TOGETHER_MOST = 8,    // results in one picture
    TOGETHER_PANELS = 36, // implementations in one picture: the first of them
};

struct together {
    const struct result *result;
    const char *name; // what it is called in the picture
};

// Prints what scripts/plot/together.gp wants: the throughput of every implementation that one of
// the results has under the default condition. Summaries must be filled in. EXIT_USAGE where there
// is nothing to draw.
bool plot_together_define(FILE *out, const struct together *list, size_t count,
                          struct failure *failure);

#endif
