// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Recorded rounds as a gate sees them, made so that the right answer is known.
#ifndef TESTS_GATE_FIXTURES_H
#define TESTS_GATE_FIXTURES_H

#include "bench/analyse/gate.h"

#include <math.h>

enum { FIXTURE_BLOCKS = 20, FIXTURE_ROUNDS = 8 };

#define FIXTURE_ALONE  0.25
#define FIXTURE_SHARED 0.32

struct fixture {
    struct block blocks[FIXTURE_BLOCKS];
    struct round rounds[FIXTURE_BLOCKS * FIXTURE_ROUNDS];
    size_t block_count;
};

// The same in every run, from −1 to 1, with little in common between neighbours.
static inline double fixture_noise(size_t i) {
    return (double)(i * 2654435761U % 2001) / 1000 - 1;
}

// Blocks of rounds in which the base takes 100 ns, the anchor 200 ns and the candidate 100
// exp(log_ratio) ns; every round's noise, up to 0.2 %, is its own.
static inline struct fixture fixture_quiet(size_t blocks, double log_ratio) {
    struct fixture f = {.block_count = blocks};
    for (size_t b = 0; b < blocks; b++)
        f.blocks[b] = (struct block){.first = b * FIXTURE_ROUNDS, .count = FIXTURE_ROUNDS};
    for (size_t i = 0; i < blocks * FIXTURE_ROUNDS; i++)
        f.rounds[i] = (struct round){.ns = 100 * exp(log_ratio + 0.002 * fixture_noise(i)),
                                     .ref_ns = 100,
                                     .probe = FIXTURE_ALONE,
                                     .anchor_ns = 200};
    return f;
}

static inline struct gate_samples fixture_samples(const struct fixture *f) {
    return (struct gate_samples){f->blocks, f->block_count, f->rounds,
                                 f->block_count * FIXTURE_ROUNDS};
}

static inline struct gate_estimate fixture_estimate(const struct fixture *f, double tolerance) {
    const struct gate_samples s = fixture_samples(f);
    return gate_estimate_of(&s, tolerance, FIXTURE_ALONE);
}

#endif
