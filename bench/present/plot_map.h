// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What gnuplot is told of a map of offsets.
#ifndef PRESENT_PLOT_MAP_H
#define PRESENT_PLOT_MAP_H

#include "bench/present/map.h"

#include <stdio.h>

// Prints what scripts/plot/map.gp needs to know.
void plot_map_define(FILE *out, const struct result *result, const struct map *map);

#endif
