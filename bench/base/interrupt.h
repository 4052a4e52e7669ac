// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Being asked to stop, without a handler and without global state: the signals are blocked and
// looked for between rounds.
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct interrupt {
    bool held;    // the signals are being held back
    sigset_t old; // the mask before interrupt_hold()
    int signal;   // the signal that asked us to stop; 0: none so far
};

// Holds SIGINT, SIGTERM and SIGHUP back for this thread, except those that are ignored already
// (nohup).
void interrupt_hold(struct interrupt *interrupt);

// The signal that asked us to stop, or 0. Once one has come the mask is as it was before, so that a
// second one ends the program at once.
int interrupt_pending(struct interrupt *interrupt);

// Lets signals through again. A no-op where nothing is held.
void interrupt_release(struct interrupt *interrupt);

#endif
