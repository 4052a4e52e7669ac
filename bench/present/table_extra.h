// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a table says of conditions beside each other: how much longer a cold copy takes than a hot
// one, and what a map of offsets has found.
#ifndef PRESENT_TABLE_EXTRA_H
#define PRESENT_TABLE_EXTRA_H

#include "bench/present/table.h"

// Prints, where a result holds both, the cold copies' time as a multiple of the hot ones', by size
// and implementation; and of each map where it is fastest and slowest. False where memory is short.
bool table_extra_print(const struct result *result, const struct table_style *style, FILE *out);

#endif
