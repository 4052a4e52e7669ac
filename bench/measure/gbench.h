// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Google Benchmark for C: runs cells one after another, each a fixed number of rounds with manual
// time, and hands the library's own account of each back as a plain struct. gbench.cc is the
// project's only C++ file.
#ifndef MEASURE_GBENCH_H
#define MEASURE_GBENCH_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct gbench_cell {
    const char *name;
    size_t rounds; // at least 1
};

// What Google Benchmark says of a finished cell.
struct gbench_report {
    size_t cell;       // index
    size_t iterations; // as planned: rounds that returned 0 included
    double real_ns;    // mean of what the rounds returned
};

// What to do with a cell; each gets `context`.
struct gbench_hooks {
    void *context;
    void (*begin)(void *context, size_t cell);
    double (*round)(void *context,
                    size_t cell); // nanoseconds to account for; 0 when there is no more to measure
    void (*end)(void *context, const struct gbench_report *report);
};

// Returns the number of cells that ran. The library must never be broken out of, so a race that is
// to stop lets the rounds that remain return 0 at once.
size_t gbench_run(const struct gbench_cell *cells, size_t count, const struct gbench_hooks *hooks);

#ifdef __cplusplus
}
#endif

#endif
