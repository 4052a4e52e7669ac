// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A result as a table for a terminal: one row a size, one column an implementation, the fastest
// marked. Columns that don't fit the width go into a further panel below.
#ifndef PRESENT_TABLE_H
#define PRESENT_TABLE_H

#include "bench/record/result.h"

#include <stdio.h>

struct table_style {
    unsigned
        width; // columns of the terminal; at least one implementation is shown however narrow it is
    bool colour;
    bool ascii; // it cannot show UTF-8
};

// What any table of a result begins with: machine, reference, seed and date.
void table_print_head(const struct result *result, const struct table_style *style, FILE *out);

// Prints one paragraph, broken between words at the style's width; lines after the first are
// indented.
__attribute__((format(printf, 3, 4))) void table_print_text(const struct table_style *style,
                                                            FILE *out, const char *format, ...);

// Summaries must be filled in. False where the output could not be written.
bool table_print(const struct result *result, const struct table_style *style, FILE *out);

#endif
