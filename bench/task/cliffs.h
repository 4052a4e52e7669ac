// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Cliffs of one implementation on this machine: cliff_search.h finds them by quick looks, paired
// rounds confirm them.
#ifndef TASK_CLIFFS_H
#define TASK_CLIFFS_H

#include "bench/base/interrupt.h"
#include "bench/task/cliff_search.h"
#include "bench/task/stand.h"

struct cliff_report {
    struct cliff cliff;
    double fall, fall_lo, fall_hi; // the slower one's speed / the faster one's, with its 95 %
                                   // interval over eight placements of the buffers
    bool confirmed;                // the interval lies wholly below CLIFF_FALL
};

struct cliffs_options {
    const struct impl *impl;                  // certified
    const struct call_loop *loop;             // that calls it
    const struct buffers *buffers;            // for the largest size, filled
    size_t smallest, largest;                 // sizes to look at
    uint32_t seed;                            // of placements and orders
    void (*step)(void *context, double done); // from time to time, done from 0 to 1; or NULL
    void *context;
    struct interrupt *interrupt;
};

// Finds and confirms; returns how many out[] holds. Fewer where it was interrupted. 0 with a
// failure where there is no memory.
size_t cliffs_find(const struct cliffs_options *options, struct cliff_report out[CLIFF_MOST],
                   struct failure *failure);

// Measures one step in paired rounds.
bool cliffs_measure(const struct cliffs_options *options, const struct cliff *cliff,
                    struct cliff_report *out, struct failure *failure);

enum { CLIFF_TEXT = 160 };

// "n=832:768,src=0,dst=2048": two values where the step is, the slower call's first.
void cliffs_format(const struct cliff *cliff, char out[CLIFF_TEXT]);
bool cliffs_parse(const char *text, const struct contract *contract, struct cliff *out,
                  struct failure *failure);

#endif
