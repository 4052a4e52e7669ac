// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Results as one HTML page that needs nothing else: no network, no file beside it. Whatever comes
// from a file is escaped, and no script but the page's own may run in it (its policy names that by
// its hash).
#ifndef PRESENT_REPORT_H
#define PRESENT_REPORT_H

#include "bench/record/result.h"

// One result, its summaries filled in.
struct report_race {
    const struct result *result;
    const char *path; // of its file, whose bytes the page hands out
};

struct report {
    const struct report_race *races;
    size_t race_count;
    const struct impl *impls; // whose code may be shown, where its SHA-256 is the result's
    size_t impl_count;
    const char *command; // what makes the page again
};

// Draws the pictures (present/gnuplot.h) and writes the page, whole or not at all. EXIT_USAGE where
// a result holds no copy.
bool report_write(const struct report *report, const char *path, struct failure *failure);

#endif
