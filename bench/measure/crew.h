// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Cores that copy at the same time, each with a thread bound to it and buffers of its own. A round
// is one batch under each of two sets of glibc's thresholds: who takes part sets out together, each
// takes its own time, and what the crew moves is the sum of what each moved. The others sleep, so
// that a round of one core has the machine to itself.
#ifndef MEASURE_CREW_H
#define MEASURE_CREW_H

#include "bench/impl/glibc_thresholds.h"
#include "bench/machine/topology.h"
#include "bench/measure/buffers.h"
#include "bench/measure/call_loop.h"

enum { CREW_ARMS = 2 };

// What a round does. All of it in all threads: the thresholds are the process's.
struct crew_job {
    const struct call_loop *loop;
    memcpy_fn *fn;                                  // a variant of glibc's out of libc.a
    const struct glibc_thresholds *arms[CREW_ARMS]; // that it is called under
    unsigned first;                                 // the arm that goes first
    size_t bytes, src_offset, dst_offset;           // a call's, in everybody's buffers
    size_t calls;                                   // timed a batch; one untimed goes before
    size_t members;                                 // that take part, from the front
    bool then_read; // every line of dst is read once behind each copy, within the timed batch
};

struct crew;

// Starts a thread for each place but the first, which is the calling thread's: it must be bound
// there already and brings its buffers, filled. The others' are as large, and bound to the memory
// next to them where that can be. NULL where there is too little memory (EXIT_USAGE) or a thread
// cannot be started or bound.
struct crew *crew_open(const struct topology *topology, const struct cpu_place *places,
                       size_t count, const struct buffers *buffers, size_t largest,
                       struct failure *failure);
void crew_close(struct crew *crew); // NULL is allowed

// Makes one round: bytes a nanosecond of all members together under each arm.
void crew_round(struct crew *crew, const struct crew_job *job, double speed[CREW_ARMS]);

#endif
