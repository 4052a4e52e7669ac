// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The calls that a certificate stands on. They run in the child: a kernel may end it at any of
// them, so what is being called is written down, in memory shared with the parent, before each.
#ifndef VERIFY_CHECKS_H
#define VERIFY_CHECKS_H

#include "bench/verify/verify.h"

// Written by the child, read by the parent once the child has ended.
struct check_log {
    uint64_t calls; // made so far
    bool calling;   // inside the implementation's code
    bool finished;  // all checks made, all passed
    bool no_memory; // the child could not map its own buffers
    size_t bytes;   // of the latest call, and its addresses
    uintptr_t code, dst, src;
    char diagnosis[CERTIFICATE_TEXT]; // empty unless a check failed
};

// Makes all checks, or all up to the first that fails.
void checks_run(const struct impl *impl, const struct verify_call *timed, size_t timed_count,
                uint64_t seed, struct check_log *log);

#endif
