// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A race at work. Only its own files share this: race.c goes from the certificates to the result,
// race_measure.c has the cells measured.
#ifndef TASK_RACE_PARTS_H
#define TASK_RACE_PARTS_H

#include "bench/task/race.h"

struct race {
    const struct stand_options *options;
    const struct race_record *record;
    const struct race_watcher *watcher;
    struct interrupt *interrupt;
    struct failure *failure;
    struct stand stand;
    struct result *result;
    double start; // as if the race had never been broken off
    // While measuring.
    const struct plan *plan;       // the part of the stand's that is being measured
    size_t page_bytes;             // that its buffers lie on, in effect; 0 unknown
    double planned_seconds, total; // of the cells done so far, and of all of them
    double measure_start, measured_before;
    bool failed; // the journal could not be written
};

// Brings the account that goes with every line of the journal up to date.
void race_keep_account(struct race *race);

// Measures the stand's plan, each cell into a row of the result and a line of the journal.
bool race_measure(struct race *race, const struct registry *registry);

#endif
