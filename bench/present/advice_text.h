// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Advice on thresholds, for people and for scripts.
#ifndef PRESENT_ADVICE_TEXT_H
#define PRESENT_ADVICE_TEXT_H

#include "bench/analyse/advice.h"

#include <stdio.h>

enum { ADVICE_LINE = 160 };

// "GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=N:glibc.cpu.x86_non_temporal_threshold=N":
// both, whichever of them is to change, since the line takes the place of one that may be set
// already. Returns out.
const char *advice_text_line(const struct advice_report *report, char out[ADVICE_LINE]);

// A table a sweep, the thresholds there are, what was found, and the line, or that nothing would be
// better.
void advice_text_print(const struct advice_report *report, FILE *out);

// One object. False where it could not be printed.
bool advice_text_json(const struct advice_report *report, FILE *out);

#endif
