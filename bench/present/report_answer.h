// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Who wins where: what is told of a condition, for report_answer*.c alone.
#ifndef PRESENT_REPORT_ANSWER_H
#define PRESENT_REPORT_ANSWER_H

#include "bench/analyse/winner.h"
#include "bench/present/report_parts.h"

// The champion is the fastest over all sizes, NULL where there is none.
struct answer {
    const struct page *page;
    const struct grid *grid;
    struct winner *at_sizes;
    struct winner over_all;
    const char *champion;
    struct versus versus; // the champion against the best of the others
};

// Prints whom either half picked: one name, "a or b", or nothing.
void report_answer_names(const struct answer *answer, const int impls[VERSUS_HALVES], bool strong);

// The champion against the best of the rest, and the fastest, at each size.
void report_answer_tables_print(const struct answer *answer);

#endif
