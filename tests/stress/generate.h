// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Machine code that nobody wrote: noise, and good kernels damaged in one way or another. What is
// made follows from a seed and an index alone.
#ifndef STRESS_GENERATE_H
#define STRESS_GENERATE_H

#include "bench/impl/registry.h"

enum generator {
    GENERATE_NOISE,     // bytes drawn uniformly
    GENERATE_SPLICED,   // instructions of good kernels in any order
    GENERATE_FLIPPED,   // a good kernel with one to four bits flipped
    GENERATE_REPLACED,  // a good kernel with noise for one of its instructions
    GENERATE_TRUNCATED, // a good kernel with its end cut off
    GENERATORS
};

enum { GENERATE_MOST = 4096 }; // bytes of code

struct generated {
    enum generator generator;
    struct contract contract; // the kernel's; of noise, a plain copy's
    uint8_t code[GENERATE_MOST];
    size_t size;
};

// An instruction of a good kernel.
struct piece {
    const uint8_t *code;
    size_t size;
};

// What damage is done to.
struct kernels {
    const struct impl **impls; // blobs that copy and can run here
    size_t count;
    struct piece *pieces; // all their instructions
    size_t piece_count;
};

// False where there is no memory.
bool kernels_open(struct kernels *out, const struct registry *registry);
void kernels_close(struct kernels *kernels);

void generate(const struct kernels *kernels, uint64_t seed, uint64_t index, struct generated *out);

// "noise".
const char *generator_name(enum generator generator);

// SplitMix64: the next number below `below`.
uint64_t draw_below(uint64_t *state, uint64_t below);

#endif
