// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Finds the thresholds with which the C library's memcpy would be faster on this machine: sweeps
// the paths between which they choose, chooses (analyse/advice.h), and measures what was chosen
// once more.
//
// What is called is the variant of libc.a that the C library's ifunc chose of its own, since that
// one's thresholds can be set. A path is forced at a size by thresholds right below it or far
// beyond it: for rep movsb against vector moves both to their limits; for non-temporal moves
// against what else would run at that size under the present thresholds. Of non-temporal moves that
// is the loop over two pages at a time; from 16 times the threshold on glibc goes over four at a
// time, which only the measuring of the advised thresholds sees.
//
// One core is the stand's; all are a thread on every core that this process may use, at the same
// time. The sweep goes over all sizes and settings once for each block, in random order, each block
// at another placement of the buffers and from a loop on another page. Half of the time is the
// sweep's. What it left in doubt of the most promising choice (advice_doubtful()) has further
// blocks until 70 % are over, in up to three bouts, after each of which it is asked again what is
// in doubt; confirming goes on in the same way with its own rounds.
#ifndef TASK_ADVISE_H
#define TASK_ADVISE_H

#include "bench/analyse/advice.h"
#include "bench/base/interrupt.h"
#include "bench/task/stand.h"

// Least thresholds that glibc takes are above these: eight vectors of `vector` bytes for rep movsb,
// and its tunable's minimum, as `ld.so --list-tunables` tells both.
enum { ADVISE_LEAST_NON_TEMPORAL = 0x4040, ADVISE_VECTORS = 8 };

// What a sweep is planned by.
struct advise_plan {
    struct glibc_thresholds present;
    bool has_rep_movsb; // the variant looks at that threshold
    size_t vector;      // bytes of the widest registers that glibc would use here
    size_t largest;     // bytes that may be copied
    bool quick;         // a size an octave instead of two, none above 16 MiB
};

struct advise_options {
    const struct impl *impl; // the variant
    const struct registry *registry;
    const struct stand *stand; // planned for all of the report's sizes
    double budget;             // seconds of all of it, as asked for
    double seconds;            // that are left of it
    void (*step)(void *context, const char *stage, const char *what, double done,
                 double seconds_left); // from time to time
    void *context;
    struct interrupt *interrupt;
};

// The sizes to sweep: fills in report->present and the sweeps, but for what is measured.
void advise_plan(const struct advise_plan *plan, struct advice_report *report);

// The thresholds that force a path: the arms of a sweep at one size, below and above.
void advise_arms(const struct glibc_thresholds *present, enum advice_knob knob, size_t bytes,
                 struct glibc_thresholds arms[2]);

// Certifies, sweeps, chooses and confirms; the report was planned. The variant's thresholds are the
// present ones when it returns. False with a failure where the time is too short (EXIT_USAGE), the
// variant fails its certificate (EXIT_UNVERIFIED), memory is (EXIT_USAGE, EXIT_ENVIRONMENT) or a
// signal came.
bool advise_run(const struct advise_options *options, struct advice_report *report,
                struct failure *failure);

#endif
