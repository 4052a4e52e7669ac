// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The measuring stage: a plan in, samples out, cell by cell through Google Benchmark.
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "bench/measure/sampler.h"

// Called from inside the stage; each gets `context`.
struct measure_hooks {
    void *context;
    // Before a cell.
    void (*begin)(void *context, size_t cell);
    // After a cell that took at least one round; the samples are the callee's to copy.
    void (*done)(void *context, size_t cell, const struct cell_samples *samples);
    // Between rounds: whether to stop. Once true, the stage measures nothing more.
    bool (*stop)(void *context);
};

// Measures the sampler's whole plan, or up to the moment it is told to stop.
bool measure_run(struct sampler *sampler, const struct measure_hooks *hooks,
                 struct failure *failure);

#endif
