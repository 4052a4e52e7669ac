// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Children that get so much time and no more.
#ifndef BASE_SUBPROCESS_H
#define BASE_SUBPROCESS_H

#include "bench/base/interrupt.h"

#include <sys/types.h>

enum subprocess_end {
    SUBPROCESS_ENDED,       // by itself: *status is as from waitpid()
    SUBPROCESS_TOO_SLOW,    // we ended it when its time was up
    SUBPROCESS_INTERRUPTED, // we ended it because somebody wants us to stop: interrupt->signal
    SUBPROCESS_LOST,        // there is nothing to wait for, or we may not end it; errno tells
};

// fork(), after which in the child signals do what they do by default and none is held back, no
// handler of ours or of a sanitizer's survives; it leaves no core and ends when its parent does.
pid_t subprocess_fork(void);

// Waits for a child, at most `seconds`. The interrupt must be held, or no signal is looked for.
// But for SUBPROCESS_LOST, the child is gone.
enum subprocess_end subprocess_wait(pid_t child, double seconds, struct interrupt *interrupt,
                                    int *status);

#endif
