// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A race from end to end: verify everybody, drop who failed, measure the rest, derive the figures.
#ifndef TASK_RACE_H
#define TASK_RACE_H

#include "bench/base/interrupt.h"
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

// Runs the race and fills in *out: everything but date and command, with summaries. An interrupted
// race is a success with out->signal set and fewer rows. On failure *out is zeroed. The caller owns
// *out (result_free).
bool race_run(const struct stand_options *options, const struct registry *registry,
              const struct selection *selection, const struct race_watcher *watcher,
              struct interrupt *interrupt, struct result *out, struct failure *failure);

#endif
