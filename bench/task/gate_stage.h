// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One stage of a gate in a process of its own: forked before any code or buffer is mapped, so that
// each stage has other places, and so that who crashes or hangs costs the stage and not the report.
// What was measured lies in memory that both share.
#ifndef TASK_GATE_STAGE_H
#define TASK_GATE_STAGE_H

#include "bench/base/interrupt.h"
#include "bench/machine/topology.h"
#include "bench/measure/plan_pairs.h"
#include "bench/task/gate_code.h"
#include "bench/verify/verify.h"

// One cell to be measured, or pair to be verified.
struct gate_job {
    size_t pair; // index
    size_t bytes;
};

struct gate_stage_options {
    const struct gate_pair *pairs;
    size_t pair_count;
    const struct gate_job *jobs; // sizes ascending
    size_t job_count;
    struct plan_pairs_options plan; // all but pairs and anchor
    const struct blob_mapping *mapping;
    const struct topology *topology;
    struct cpu_place place;
    const char *title; // of the stage, for `step`: "verify", "stage 1 of 3"
    // Told what is going on, between steps, in the stage's process; as a race's watcher is.
    void (*step)(void *context, const char *stage, const char *what, double done,
                 double seconds_left);
    void *context;
    struct interrupt *interrupt; // held
};

// What a stage has measured of one job.
struct gate_slot {
    size_t calls, ref_calls, anchor_calls; // that make a batch
    bool wrong;                            // a batch did not copy what it should have
    size_t block_count, round_count;
    struct block blocks[SAMPLE_BLOCKS_MOST];
    struct round rounds[]; // room for twice those planned
};

// How it ended; job is the one at work where it did not end well.
enum gate_stage_end { STAGE_DONE, STAGE_FAILED, STAGE_CRASHED, STAGE_HUNG, STAGE_INTERRUPTED };

struct gate_stage {
    void *shared;
    size_t mapped, slot_bytes;
    enum gate_stage_end end;
    size_t job;        // meaningful after a crash or where it hung
    int signal;        // that ended it, after a crash
    double core_hz;    // of the core it ran on
    size_t page_bytes; // under the buffers, in effect; 0 unknown
};

// Measures the jobs. False, with a failure, where it could not be done; what came of it is in *out
// otherwise, also where the stage came to a bad end. The caller owns *out (gate_stage_close).
bool gate_stage_measure(const struct gate_stage_options *options, struct gate_stage *out,
                        struct failure *failure);

// Verifies both of the pair of each job at the job's size and at every other job's of the same
// pair, by the calls that would be timed. certificates[2 i] is of pair i's base and [2 i + 1] of
// its candidate, the last of the anchor; those of pairs without a job are left as they are.
bool gate_stage_verify(const struct gate_stage_options *options, struct certificate *certificates,
                       struct gate_stage *out, struct failure *failure);

const struct gate_slot *gate_stage_slot(const struct gate_stage *stage, size_t job);
void gate_stage_close(struct gate_stage *stage);

// Seconds that measuring the jobs is expected to take, and verifying them.
double gate_stage_seconds(const struct gate_stage_options *options);
double gate_stage_verify_seconds(const struct gate_stage_options *options);

#endif
