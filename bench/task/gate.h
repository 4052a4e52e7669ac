// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The gate from end to end: cells and canaries, certificates before any timing, three stages in a
// process each, the verdicts. analyse/gate_suite.h says what is decided when.
#ifndef TASK_GATE_H
#define TASK_GATE_H

#include "bench/analyse/gate_report.h"
#include "bench/task/gate_cells.h"

struct gate_options {
    struct gate_cells_options cells;   // the pairs; each can run here
    const struct gate_pair *newcomers; // in the candidate alone, each paired with itself: verified
                                       // at the sizes of the cells, never timed, no cell
    size_t newcomer_count;
    double budget; // seconds the whole may take; 0: what it takes
    uint32_t seed;
    struct blob_mapping mapping;
    const struct topology *topology;
    struct cpu_place place;
    void (*step)(void *context, const char *stage, const char *what, double done,
                 double seconds_left); // as a race's watcher's
    void *context;
    struct interrupt *interrupt; // held
};

// Fills in the report's figures, from its seed to its status; what it says of base, candidate,
// date, command and notes is the caller's. False, with a failure, where nothing could be measured
// at all: EXIT_USAGE for a budget too small to decide anything, EXIT_ENVIRONMENT. What was found
// out before is in *out all the same. Owned by the caller (gate_report_free).
bool gate_run(const struct gate_options *options, struct gate_report *out, struct failure *failure);

#endif
