// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// How far long work has come, on stderr: on a terminal one line that is drawn over itself, anywhere
// else a line a minute, so that a log shows that something is still going on and files of short
// work hold nothing.
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

struct progress {
    FILE *out;
    bool terminal;
    double (*now)(void);          // nanoseconds since some fixed moment
    struct progress_state *state; // shared with the processes that are forked while it is open;
                                  // NULL: there is no memory for it, and nothing is shown
};

// Begins with stderr and the clock. Close it.
void progress_open(struct progress *progress);

// The same with another stream, which may be a terminal, and another clock.
void progress_open_on(struct progress *progress, FILE *out, bool terminal, double (*now)(void));

// A struct race_watcher's step. done counts from 0 to 1, and anew where it falls; where
// seconds_left is below 0, it is what the count's pace so far makes of it.
void progress_step(void *progress, const char *stage, const char *what, double done,
                   double seconds_left);

void progress_wipe(struct progress *progress);  // the line on a terminal, to print something else
void progress_close(struct progress *progress); // wipes too

#endif
