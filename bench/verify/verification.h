// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One certification at work: children that are run, what each has shown, and the cause behind it.
// Only verify.c's parts share this.
#ifndef VERIFY_VERIFICATION_H
#define VERIFY_VERIFICATION_H

#include "bench/verify/decode.h"
#include "bench/verify/tracee.h"
#include "bench/verify/verify.h"

// Seconds beyond the time for random calls after which a sweep ends early.
enum { VERIFICATION_CUT_AFTER = 5 };

// Everything that one certification works with.
struct verification {
    const struct impl *impl;
    const struct verify_options *options;
    struct interrupt *interrupt;
    struct rooms rooms;
    struct verify_log *log; // shared with the child
    struct lane lane;       // the verifier's own, for calls that it drives
    struct certificate *out;
    struct failure *failure;
};

// What one child has shown.
struct outcome {
    bool ok;             // no fault
    bool made;           // the check could be made at all; false with the failure filled in
    bool no_watchpoints; // the ends of large calls were not walked
    bool lost;           // what was written down is not to be believed: no call can be named
    struct fault fault;
    struct probe probe; // the call that showed it
    uint64_t at;        // address of the instruction; 0 where unknown
    char instruction[DECODE_TEXT];
};

// Fills in the failure: what could not be had, and what errno says of it.
bool verification_lacks(const struct verification *v, const char *what, const char *advice);

// The job of a child that makes all calls, or the one that was asked for.
struct child_job verification_job(const struct verification *v);

// Runs one child from birth to end; where it is to be driven, with the calls that the verifier
// makes through it once it has made its own.
struct outcome verification_run(struct verification *v, const struct child_job *job, bool driven);

// Writes down the instruction at which the child stopped.
void verification_note_instruction(const struct verification *v, const struct tracee *t,
                                   const struct stop *stop, struct outcome *o, struct decoded *d);

// Looks for the cause behind a fault by making its call again: alone, with other registers, with
// the code at another address. False where that could not be done.
bool verification_refine(struct verification *v, struct outcome *o);

// Finds the instruction that did it, where no stop has told.
void verification_find_culprit(struct verification *v, struct outcome *o);

#endif
