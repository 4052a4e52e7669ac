// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Takes the samples of one turn at a time: one block of one cell. A round is: in random order a
// batch of the candidate and a batch of the reference, and one of the anchor where the cell has
// one, each after one untimed call of its own (the copy's last lines and the branch predictor are
// then those of the same kernel: "warm"), with a probe of the core before and behind them. A round
// that was tainted, or not alone on its core, is taken once more while there is time to spare; it
// stays in the samples. A cold batch finds the predictor and the code so, and none of its data
// (cold.h). Where dst is read, it is behind each call of a batch, the untimed one too. Where
// batches are not to be warm the untimed call is another implementation's (follow.h). A batch of a
// mix is its whole list, in another order each time, after some of its calls untimed (mix.h).
#ifndef MEASURE_SAMPLER_H
#define MEASURE_SAMPLER_H

#include "bench/machine/topology.h"
#include "bench/measure/buffers.h"
#include "bench/measure/call_loop.h"
#include "bench/measure/cold.h"
#include "bench/measure/mix.h"
#include "bench/measure/turn.h"

#include <gsl/gsl_rng.h>

// What all turns of a race share. Everything pointed to must outlive the sampler.
struct sampler {
    const struct plan *plan;
    const struct call_loop *loop; // mapped before a turn; may be another for each
    const struct buffers *buffers;
    struct cpu_place place; // the calling thread is bound to it
    gsl_rng *order;         // draws who goes first, whom it follows, and orders of lists
    double latest_probe;    // INFINITY: none in this turn
    double least_probe;     // of all so far: a core of one's own
    double spare_ns;        // that may still go into rounds taken once more
    double pace;            // 1: as many rounds as planned; less, or up to 2, to meet a budget
    bool has_clflushopt;
    size_t flushed;                          // lines, before cold batches so far
    struct call_args cold[COLD_MOST_PLACES]; // the batch being made
    struct call_args *mix;                   // owned: the list of the latest placement of a mix
    const struct placement *mixed;           // which that is; NULL: none yet
    // The turn being sampled.
    const struct plan_cell *cell;
    const struct placement *at;
    struct cell_samples *samples;
    const struct impl *followed; // by both arms of the round; NULL: each other, or themselves
    size_t wanted;               // rounds
    size_t good;                 // that need not be taken again
    double deadline;             // thread CPU time at which rounds that need not be are given up
    double cpu_ns;               // spent in the candidate's batches so far
    double cpu_calls;            // and the calls they made
};

bool sampler_open(struct sampler *out, const struct plan *plan, const struct call_loop *loop,
                  const struct buffers *buffers, const struct cpu_place *place,
                  struct failure *failure);
void sampler_close(struct sampler *sampler);

// Starts a turn, whose only block the rounds that follow put into *samples: empty, but for the
// calls that make a batch where the cell has had a turn before. Where they are 0 they are found
// out.
void sampler_begin(struct sampler *sampler, const struct turn *turn, struct cell_samples *samples);

// Most rounds that a turn can take: each once more.
size_t sampler_most_rounds(const struct plan_cell *cell);

// Takes the next round; returns the candidate's nanoseconds a call, or 0 where the turn has what it
// needs or its time is up.
double sampler_round(struct sampler *sampler);

// Leaves src as the turn found it.
void sampler_end(struct sampler *sampler);

#endif
