// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One implementation against the best of all others (analyse/versus.h), in each form that a result
// is printed in.
#ifndef PRESENT_VERSUS_FORMAT_H
#define PRESENT_VERSUS_FORMAT_H

#include "bench/analyse/versus.h"
#include "bench/present/format.h"

struct versus_view {
    const struct result *result; // summaries filled in
    const struct versus_field *field;
};

// Prints a part for each condition that it was measured under: the table's has a line a size, CSV a
// line a cell, JSON is one object. False where the output could not be written.
bool versus_format_print(enum format format, const struct versus_view *view,
                         const struct table_style *style, FILE *out);

// The same for a terminal alone; see versus_format_print().
bool versus_text_print(const struct versus_view *view, const struct table_style *style, FILE *out);

// Goes through the conditions that it was measured under, in order. False where memory is short.
typedef void versus_part(const struct versus *versus, const struct versus_view *view, void *to);
bool versus_format_parts(const struct versus_view *view, versus_part *print, void *to);

// Who the best is, "a", or "a, b" where either half has its own; empty where there is none.
enum { VERSUS_NAMES = 2 * IMPL_NAME + 2 };
const char *versus_format_names(const struct versus_cell *cell, char out[VERSUS_NAMES]);

// Why a cell has no interval; NULL where it has one.
const char *versus_format_lack(const struct versus_cell *cell);

#endif
