// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The measuring stage: turns in, samples out, one after the other through Google Benchmark.
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "bench/measure/sampler.h"

// Called from inside the stage; each gets `context`.
struct measure_hooks {
    void *context;
    // Before a turn; *samples is empty, and is to be told of the cell's earlier turns how many
    // calls make a batch.
    void (*begin)(void *context, const struct turn *turn, struct cell_samples *samples);
    // After a turn that took at least one round; the samples are the callee's to copy.
    void (*done)(void *context, const struct turn *turn, const struct cell_samples *samples);
    // Between rounds: whether to stop. Once true, the stage measures nothing more.
    bool (*stop)(void *context);
};

// Takes turns at the cells of the sampler's plan, or some of them if it is told to stop.
bool measure_run(struct sampler *sampler, const struct turn *turns, size_t count,
                 const struct measure_hooks *hooks, struct failure *failure);

#endif
