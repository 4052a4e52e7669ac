// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A race at work. Only its own files share this: race.c goes from the certificates to the result,
// race_measure.c has the cells measured, race_return.c those that were disturbed once more.
#ifndef TASK_RACE_PARTS_H
#define TASK_RACE_PARTS_H

#include "bench/machine/timekeeping.h"
#include "bench/measure/sampler.h"
#include "bench/task/race.h"

struct race {
    const struct stand_options *options;
    const struct race_record *record;
    const struct race_watcher *watcher;
    struct interrupt *interrupt;
    struct failure *failure;
    const struct registry *registry;
    struct stand stand;
    struct result *result;
    double start; // as if the race had never been broken off
    // While measuring.
    struct sampler sampler;
    struct turn *turns;            // room for one a cell
    double planned_seconds, total; // of the turns done so far, and of all of them
    double measure_start, measured_before;
    double probe_baseline;      // of the rounds so far
    size_t page_bytes;          // that the buffers lie on, in effect; 0 unknown
    struct core_time core_time; // of the place, when measuring began
    bool failed;                // the journal could not be written
    size_t alone;               // cells that were to follow another and have nobody else
};

// Brings the account that goes with every line of the journal up to date.
void race_keep_account(struct race *race);

// Measures what is left of the stand's plan: each turn adds to a row of the result and is a line of
// the journal.
bool race_measure(struct race *race);

// Takes race->turns[0..count), which stand in the order of the plan's cells, on buffers and with a
// call loop that no pass before had.
bool race_take_turns(struct race *race, size_t pass, size_t count);

// Seconds that measuring may go on for; INFINITY where there is no budget.
double race_seconds_left(const struct race *race);

// Takes more turns at cells that somebody else's work on the core has disturbed, while there is
// time: a neighbour stays for milliseconds or for minutes, and by the end it may be gone.
bool race_return(struct race *race);

// Seconds that going back to what is disturbed so far would take.
double race_return_seconds(struct race *race);

// The row of a cell; NULL where it has none yet.
struct result_row *race_find_row(struct result *result, const struct plan_cell *cell);

#endif
