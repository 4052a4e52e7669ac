// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What all forms of a gate's report have in common: the order of its cells and its sentences.
#ifndef PRESENT_GATE_ROWS_H
#define PRESENT_GATE_ROWS_H

#include "bench/analyse/gate_report.h"

#include <stdio.h>

enum { GATE_LINE = 640 };

// The cells that are no canaries and not identical, worst first: by verdict, then by slowdown. NULL
// where memory is short; free() it.
const struct gate_cell **gate_rows_sorted(const struct gate_report *report, size_t *count);

// One line: "regression: 2 of 96 cells slower than the tolerance", or what ended it.
void gate_rows_headline(const struct gate_report *report, char out[GATE_LINE]);

// One line of what the whole could have seen: cells, the same bytes, canaries, the least
// detectable.
void gate_rows_account(const struct gate_report *report, char out[GATE_LINE]);

// A cell in words: "+3.0 % (95 % interval +2.8 % to +3.2 %)", or why nothing is known.
void gate_rows_describe(const struct gate_cell *cell, char out[GATE_LINE]);

// One line of how the run stands to what was stored, or why that cannot be told; empty where nobody
// asked.
void gate_rows_past(const struct gate_report *report, char out[GATE_LINE]);

// The next cell that is slower or faster than stored, the first where `after` is NULL; NULL where
// there is no more. And how it does: "avx2_loop, 4 KiB: slower than stored, +3.1 % (...)".
const struct gate_drift *gate_rows_next_drift(const struct gate_report *report,
                                              const struct gate_drift *after);
void gate_rows_drift(const struct gate_report *report, const struct gate_drift *drift,
                     char out[GATE_LINE]);

// "layout-sensitive", "shared core", both or nothing.
const char *gate_rows_flags(const struct gate_cell *cell);

// "pass", "improved", "regression", "inconclusive"; "failed" or "interrupted" where it was ended.
const char *gate_rows_outcome(const struct gate_report *report);

#endif
