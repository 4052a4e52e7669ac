// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The forms in which a result can be printed.
#ifndef PRESENT_FORMAT_H
#define PRESENT_FORMAT_H

#include "bench/present/table.h"

enum format {
    FORMAT_TABLE,    // for a terminal
    FORMAT_CSV,      // RFC 4180, a header, a line a cell
    FORMAT_MARKDOWN, // a table that pastes into a page
    FORMAT_JSON,     // result.json again
    FORMATS_KNOWN
};

// "table", "csv", "markdown", "json".
const char *format_name(enum format format);

// Prints a result whose summaries are filled in; the style is the table's. False where the output
// could not be written.
bool format_print(enum format format, const struct result *result, const struct table_style *style,
                  FILE *out);

// Of a line of CSV, each with its comma before it: a figure, empty where there is none; a row's
// condition, from mode to page, which ends the line.
void format_csv_figure(FILE *out, double value);
void format_csv_condition(FILE *out, const struct result_row *row);

#endif
