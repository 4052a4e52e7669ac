// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One driven call, instruction by instruction: each is decoded before it runs, and judged. Stores
// that pass the caches must be fenced before the return, returns must match calls, and what lies
// more than 128 bytes below rsp is overwritten at each step, as a signal handler would.
#ifndef VERIFY_WALK_H
#define VERIFY_WALK_H

#include "bench/verify/driver.h"

// What is learned about the code over all its walks.
struct walk_account {
    uint8_t *executed;    // a byte for each of its code, set where it ran; NULL: not asked for
    size_t steps;         // that may still be taken
    unsigned calls;       // walked so far
    struct fault warning; // the first thing that is only to be warned of
    struct probe warning_probe;
};

enum { WALK_DEPTH = 64 }; // calls within calls

struct walk {
    struct driver *driver;
    const struct lane_call *call;
    struct walk_account *account;
    uint64_t returns[WALK_DEPTH]; // where its own calls come back to
    size_t depth;
    bool midway;   // it began within the call: of returns nothing is known
    bool unfenced; // non-temporal stores since the latest fence
    bool returned; // the latest instruction was a ret
};

// Notes something to be warned of, unless there is something already.
void walk_warn(struct walk *walk, enum finding_class class, const char *cause);

// Walks from driver->stop on, which is within the call, until it comes back or the account's steps
// are used up. DRIVER_OK: it stands at the trap, and its state is not yet checked.
enum driver_end walk_on(struct walk *walk);

// Whether a call that has come back had fenced its stores; else log->fault says so.
bool walk_check_fence(const struct walk *walk);

#endif
