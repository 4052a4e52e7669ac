// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Running gnuplot on a script.
#ifndef PRESENT_GNUPLOT_H
#define PRESENT_GNUPLOT_H

#include "bench/base/failure.h"

#include <stdio.h>

// Runs gnuplot in a directory with the script, an open file at any position, as its input. Fails
// with gnuplot's own first complaint, or with EXIT_ENVIRONMENT where there is no gnuplot.
bool gnuplot_run(FILE *script, const char *directory, struct failure *failure);

// Prints a text as gnuplot's single-quoted string, control characters dropped.
void gnuplot_quote(FILE *script, const char *text);

#endif
