// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The pictures of one implementation against the best of all others: how far it is ahead, with its
// interval, and who the best is.
#ifndef PRESENT_PLOT_VERSUS_H
#define PRESENT_PLOT_VERSUS_H

#include "bench/analyse/versus.h"

// Draws "versus-<impl>" of each condition. EXIT_USAGE where there is nothing to draw.
bool plot_versus_draw(const struct result *result, const struct versus_field *field,
                      const char *directory, struct failure *failure);

#endif
