// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// check --format KIND[=FILE], as often as one likes.
#ifndef CLI_CHECK_FORMATS_H
#define CLI_CHECK_FORMATS_H

#include "bench/analyse/gate_report.h"
#include "bench/cli/command.h"

// Whether the texts are formats, each with a file of its own that can be written, as far as can be
// told beforehand. `taken` is a file that is written besides; NULL: none is.
bool check_formats_are_sound(const struct text_list *texts, const char *taken,
                             struct failure *failure);

// Prints the report in each of the formats, as text where there are none. Files appear whole or not
// at all, and before anything is printed: who reads that may go away, and a broken pipe ends us. A
// file that fails does not keep the others from being written.
bool check_formats_print(const struct text_list *texts, const struct gate_report *report,
                         struct failure *failure);

#endif
