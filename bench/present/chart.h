// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A result at one glance on a terminal: a line an implementation, a bar a size, drawn with
// Unicode's block elements (UTF-8) or, where there are none, as digits, in no colour.
#ifndef PRESENT_CHART_H
#define PRESENT_CHART_H

#include "bench/present/table.h"

#include <stdio.h>

// Prints a chart of each condition, at most as wide as the style says but for names that alone are
// wider. Summaries must be filled in. False where memory is short or the output could not be
// written.
bool chart_print(const struct result *result, const struct table_style *style, FILE *out);

#endif
