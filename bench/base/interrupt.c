// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/interrupt.h"

#include <stddef.h>
#include <time.h>

static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};

static sigset_t stop_set(void) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof stop_signals / sizeof *stop_signals; i++) {
        struct sigaction action;
        bool ignored =
            sigaction(stop_signals[i], NULL, &action) == 0 && action.sa_handler == SIG_IGN;
        if (!ignored)
            sigaddset(&set, stop_signals[i]);
    }
    return set;
}

void interrupt_hold(struct interrupt *interrupt) {
    sigset_t set = stop_set();
    interrupt->signal = 0;
    interrupt->held = sigprocmask(SIG_BLOCK, &set, &interrupt->old) == 0;
}

int interrupt_pending(struct interrupt *interrupt) {
    if (interrupt->signal != 0)
        return interrupt->signal;
    sigset_t set = stop_set();
    int got = sigtimedwait(&set, NULL, &(struct timespec){0});
    if (got > 0) {
        interrupt->signal = got;
        interrupt_release(interrupt);
    }
    return interrupt->signal;
}

void interrupt_release(struct interrupt *interrupt) {
    if (interrupt->held)
        sigprocmask(SIG_SETMASK, &interrupt->old, NULL);
    interrupt->held = false;
}
