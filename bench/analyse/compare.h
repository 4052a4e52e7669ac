// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Two results cell by cell. What is compared are ratios to the reference: nanoseconds of two runs
// differ by the machine's mood, ratios of paired rounds much less.
//
// change = ratio of B / ratio of A, above 1 is faster in B. With h = (ln ratio_hi − ln ratio_lo) /
// 2 for either, its 95 % interval is exp(ln change ± sqrt(h_A² + h_B²)): the two runs are
// independent.
#ifndef ANALYSE_COMPARE_H
#define ANALYSE_COMPARE_H

#include "bench/record/result.h"

enum verdict {
    VERDICT_SAME,    // the interval holds 1
    VERDICT_FASTER,  // all of it is above 1
    VERDICT_SLOWER,  // all of it is below 1
    VERDICT_UNKNOWN, // no interval, or the core was shared in one of the two and not in the other
};

struct comparison {
    const struct result_row *a, *b;
    double change, change_lo, change_hi;
    enum verdict verdict;
};

// Compares one cell; summaries must be filled in.
struct comparison compare_rows(const struct result_row *a, const struct result_row *b);

// The row of b that belongs to a row of a: the same implementation at the same size,
// under the same condition. NULL where there is none.
const struct result_row *compare_find(const struct result *b, const struct result_row *row);

// "same", "faster", "slower", "unknown".
const char *compare_verdict_name(enum verdict verdict);

#endif
