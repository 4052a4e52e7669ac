// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the child does with its life: makes the calls it was born for, inside the sandbox, and waits
// to be ended.
#ifndef VERIFY_CHILD_H
#define VERIFY_CHILD_H

#include "bench/verify/lane.h"
#include "bench/verify/timed.h"

struct child_job {
    const struct impl *impl;
    const struct rooms *rooms;
    struct verify_log *log;
    const struct verify_call *timed;
    size_t timed_count;
    uint8_t *scratch; // memory that the timed calls write to: the child gets its own there
    size_t scratch_bytes;
    uint64_t seed;
    uint64_t most;            // calls of the sweep
    bool sparse;              // it makes fewer
    bool litmus;              // let another core look on; its reader is there
    double tick;              // seconds of CPU time between two SIGVTALRM, where it is traced
    bool far;                 // copy more than 4 GiB as well
    const struct probe *only; // make this call and no other; NULL: all
    enum lane_registers registers;
    bool timed_only; // make those that will be timed, and no other
    bool only_park;  // make none
};

// Runs in the forked child and does not return. It ends with log->stage LOG_FINISHED and, where it
// is traced, stops at trampoline_trap.
_Noreturn void child_run(const struct child_job *job);

#endif
