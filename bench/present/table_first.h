// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Who comes first, for the table.
#ifndef PRESENT_TABLE_FIRST_H
#define PRESENT_TABLE_FIRST_H

#include "bench/present/grid.h"
#include "bench/present/table.h"

// Prints, below a condition's panels, what winner.h says of it: a paragraph over all sizes and one
// of the sizes at which somebody is told apart from all others. Nothing where there are no others.
// False where memory is short.
bool table_first_print(const struct result *result, const struct grid *grid,
                       const struct table_style *style, FILE *out);

#endif
