// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Who is who in a picture: names to the right of the plot, which ends where they need it to.
#ifndef PRESENT_PLOT_NAMES_H
#define PRESENT_PLOT_NAMES_H

#include "bench/present/plot_script.h"

// All return false where memory ran out.
//
// A legend by kind, in each the one first whose line ends highest: by GB/s, by ratio, or by percent
// of the ceiling.
bool plot_names_by_gb(const struct plot_script *script);
bool plot_names_by_ratio(const struct plot_script *script);
bool plot_names_by_percent(const struct plot_script *script);

// Each of the best at the end of its own line, moved apart where lines end together.
bool plot_names_at_ends(const struct plot_script *script);

#endif
