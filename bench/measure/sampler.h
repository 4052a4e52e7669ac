// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Takes the samples of one cell at a time. A round is: a probe of the core, then in random order a
// batch of the candidate and a batch of the reference, each after one untimed call of its own (the
// copy's last lines and the branch predictor are then those of the same kernel: "warm"). A round
// that was tainted, or not alone on its core, is taken once more while there is time to spare; it
// stays in the samples.
// A cold batch finds the predictor and the code so, and none of its data (cold.h).
#ifndef MEASURE_SAMPLER_H
#define MEASURE_SAMPLER_H

#include "bench/machine/topology.h"
#include "bench/measure/buffers.h"
#include "bench/measure/call_loop.h"
#include "bench/measure/cold.h"
#include "bench/measure/plan.h"

#include <gsl/gsl_rng.h>

// What all cells of a race share. Everything pointed to must outlive the sampler.
struct sampler {
    const struct plan *plan;
    const struct call_loop *loop;
    const struct buffers *buffers;
    struct cpu_place place; // the calling thread is bound to it
    double core_hz;
    gsl_rng *order;     // draws who goes first
    double least_probe; // of all so far, in cycles: a core of one's own
    double spare_ns;    // that may still go into rounds taken once more
    bool has_clflushopt;
    size_t flushed;                           // lines, before cold batches so far
    struct call_pair pairs[COLD_MOST_PLACES]; // of the cold batch being made
    // The cell being sampled.
    const struct plan_cell *cell;
    struct cell_samples *samples;
    size_t good;      // rounds of the block that need not be taken again
    double deadline;  // thread CPU time at which the cell's remaining rounds are given up
    double cpu_ns;    // spent in the candidate's batches so far
    double cpu_calls; // and the calls they made
};

// `spare_seconds` may go into rounds taken once more.
bool sampler_open(struct sampler *out, const struct plan *plan, const struct call_loop *loop,
                  const struct buffers *buffers, const struct cpu_place *place, double core_hz,
                  double spare_seconds, struct failure *failure);
void sampler_close(struct sampler *sampler);

// Starts a cell: finds how many calls make a batch. *samples is emptied and filled by the rounds
// that follow.
void sampler_begin(struct sampler *sampler, const struct plan_cell *cell,
                   struct cell_samples *samples);

// Most rounds that a cell can take: each once more.
size_t sampler_most_rounds(const struct plan_cell *cell);

// Takes the next round; returns the candidate's nanoseconds a call, or 0 where the cell has what it
// needs or its time is up.
double sampler_round(struct sampler *sampler);

#endif
