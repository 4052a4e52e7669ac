// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the terminal can show, and the one progress line on it.
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "bench/present/table.h"

// The style for tables on stdout: colour only on a terminal that has it and without NO_COLOR; its
// width, 100 elsewhere.
struct table_style terminal_style(void);

// A progress line on stderr, drawn over itself; on anything but a terminal nothing is ever printed.
struct progress {
    bool shown;    // stderr is a terminal
    bool dirty;    // a line stands there
    double latest; // clock_ns() of the latest redraw
};

void progress_open(struct progress *progress);
// A struct race_watcher's step.
void progress_step(void *progress, const char *stage, const char *what, double done,
                   double seconds_left);
void progress_close(struct progress *progress); // wipes the line

#endif
