// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A race from end to end: verify everybody, drop who failed, measure the rest, derive the figures.
#ifndef TASK_RACE_H
#define TASK_RACE_H

#include "bench/base/interrupt.h"
#include "bench/record/journal.h"
#include "bench/record/result.h"
#include "bench/task/stand.h"

// Told what is going on; called between steps, never inside timing.
struct race_watcher {
    void *context;
    // stage is "verify" or "measure"; done from 0 to 1; seconds_left below 0 where there is no
    // telling yet.
    void (*step)(void *context, const char *stage, const char *what, double done,
                 double seconds_left);
};

// How a race is kept while it runs.
struct race_record {
    struct journal *journal;  // open; every certificate and every cell goes into it
    const char *command;      // the command line, for people
    const char *const *words; // the options it is to be put together from again
    size_t word_count;
    const struct journal_content *found; // what an earlier run of it has left; NULL: it begins
};

// Runs the race, or what is left of one, and fills in *out with all of it: everything but the date,
// with summaries. Who still has cells to run is verified anew. An interrupted race is a success
// with out->signal set and fewer rows. On failure *out is zeroed. The caller owns *out
// (result_free).
bool race_run(const struct stand_options *options, const struct registry *registry,
              const struct selection *selection, const struct race_record *record,
              const struct race_watcher *watcher, struct interrupt *interrupt, struct result *out,
              struct failure *failure);

#endif
