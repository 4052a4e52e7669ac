// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// --format KIND[=FILE], as often as one likes.
#ifndef CLI_FORMATS_H
#define CLI_FORMATS_H

#include "bench/cli/command.h"
#include "bench/present/format.h"

#define FORMATS_OPTION(OPTIONS)                                                                    \
    {                                                                                              \
        "format", 'f', "KIND", OPTION_LIST, offsetof(OPTIONS, formats),                            \
            "table, csv, markdown or json on standard output,\n"                                   \
            "KIND=FILE into a file; repeat for more"                                               \
    }

// Whether the texts are formats; a failure otherwise. Before a race, so that none is run in vain.
bool formats_check(const struct text_list *texts, struct failure *failure);

// Whether their files can be written, as far as can be told beforehand.
bool formats_check_files(const struct text_list *texts, struct failure *failure);

// Whether only tables go to standard output, so that words may stand around them.
bool formats_are_for_reading(const struct text_list *texts);

// clang-format off
// The row of a command whose options struct has a `bool chart`.
#define CHART_OPTION(OPTIONS)                                                                      \
    {"chart", 0, NULL, OPTION_FLAG, offsetof(OPTIONS, chart),                                      \
     "below the table a chart of it, in Unicode's bars"}
// clang-format on

// Whether a chart can stand on standard output: not beside what is for programs. Formats must be
// checked.
bool formats_check_chart(const struct text_list *texts, struct failure *failure);

// Prints a chart, as wide as the terminal.
void formats_print_chart(const struct result *result);

// Prints the result in each of the formats, in a table where there are none. Files appear whole or
// not at all.
bool formats_print(const struct text_list *texts, const struct result *result,
                   struct failure *failure);

// Prints what else there is to be printed in a format. False where the output could not be written.
typedef bool formats_printer(enum format format, const void *content,
                             const struct table_style *style, FILE *out);

// The same as formats_print() with something else than a result.
bool formats_print_as(const struct text_list *texts, formats_printer *print, const void *content,
                      struct failure *failure);

#endif
