// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What one placement of code and buffers costs: a block by itself. Pure functions of samples.
#ifndef ANALYSE_PLACE_H
#define ANALYSE_PLACE_H

#include "bench/measure/sample.h"

struct place {
    size_t code_offset;      // of the candidate's entry, mod 4096
    double ns, ns_q1, ns_q3; // per call: median and quartiles over the untainted rounds, quantiles
                             // of n values by linear interpolation at (n - 1) p
};

// One block's place. False where each of its rounds was tainted, or it has none.
bool place_of(const struct cell_samples *samples, size_t block, struct place *out);

// Whether the code itself was moved, block by block, to more places than a cell usually has.
bool place_is_swept(const struct cell_samples *samples);

#endif
