// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the child writes down for the verifier that watches it, in memory both share: what it is
// about to do before each call, since it may not live to tell afterwards. Code under test can write
// there too, by accident: the verifier believes nothing that log_is_sound() refuses. There is no
// bool, since one that is neither true nor false must not even be read.
#ifndef VERIFY_LOG_H
#define VERIFY_LOG_H

#include "bench/impl/impl.h"
#include "bench/verify/fault.h"
#include "bench/verify/probe.h"

enum log_stage {
    LOG_STARTING, // not in the sandbox yet
    LOG_CALLING,  // making its calls
    LOG_FINISHED, // all of them made
    LOG_NO_MEMORY,
};

// Between the child, which writes, and the process that looks on.
struct litmus {
    volatile unsigned ready, done; // 1: the reader runs; the writer is through
    const uint8_t *volatile end;   // of the copy of this turn
    volatile uint64_t turn __attribute__((aligned(64)));   // the copy that has been made
    volatile uint64_t answer __attribute__((aligned(64))); // that has been looked at
    volatile uint64_t late;                                // of these, not seen whole
};

struct verify_log {
    volatile enum log_stage stage;
    volatile uint64_t calls;  // made so far
    volatile unsigned inside; // 1: in the implementation's code
    volatile unsigned stop;   // enum sweep_stop: the verifier asks for an end
    unsigned cut;             // 1: the sweep came to that end
    struct probe probe;       // the latest call, and its pointers
    uintptr_t dst, src, code;
    struct fault fault;   // that the latest call showed
    struct fault warning; // the first thing that is only to be warned of, and its call
    struct probe warning_probe;
    struct litmus litmus;
    // 1: so it is.
    unsigned traced;      // the verifier sees every stop
    unsigned filtered;    // system calls are
    unsigned far_missing; // there was no address space for copies beyond 4 GiB
};

struct lane;

// Whether all of it can have been written by us: classes and places that there are, texts of one
// line, probes and pointers within the lane's memory (or a timed call below `timed_count`). Only
// then may it be acted on.
bool log_is_sound(const struct verify_log *log, const struct impl *impl, const struct lane *lane,
                  size_t timed_count);

#endif
