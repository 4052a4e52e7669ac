// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What measuring a cell yields: raw samples, everything else is derived from them later.
#ifndef MEASURE_SAMPLE_H
#define MEASURE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SAMPLE_BLOCKS = 8,       // placements of a cell
    SAMPLE_BLOCKS_MOST = 64, // or, where they are what is looked at, so many
    SAMPLE_ROUNDS = 256      // most rounds of a cell
};

// A round whose probe is at least so many times that of a core of one's own was shared with
// somebody: on the processors seen so far the one state read 1.4 to 1.9 times the other.
#define SAMPLE_SHARED_ABOVE 1.3

// Why a round cannot be trusted; bits.
enum taint {
    TAINT_PREEMPTED = 1U << 0, // the thread was off its core for part of the round
    TAINT_MIGRATED = 1U << 1,  // it ended on another core
    TAINT_FAULTED = 1U << 2,   // it took a page fault
};

// One timed batch of the candidate and one of the reference, back to back in random order.
struct round {
    double ns;      // per call of the candidate
    double ref_ns;  // per call of the reference
    double probe;   // cycles an independent lea took right before: above 1.3 times the usual, the
                    // core was shared
    unsigned taint; // enum taint
};

// Rounds that share one placement of code and buffers.
struct block {
    size_t code_offset; // of the candidate's entry, mod 4096
    size_t src_offset;  // from the start of the source buffer, which is aligned to 2 MiB
    size_t dst_offset;
    size_t first, count; // its rounds in cell_samples.rounds
};

struct cell_samples {
    struct block blocks[SAMPLE_BLOCKS_MOST];
    size_t block_count;
    struct round rounds[SAMPLE_ROUNDS];
    size_t round_count; // measured; less than planned where the race was interrupted or the cell
                        // took too long
    size_t calls, ref_calls; // that make a batch of the candidate and of the reference
    bool wrong, ref_wrong;   // a batch did not copy what it should have
    double cpu_ns;           // thread CPU time per candidate call, mean over the cell
};

// Seconds spent in the cell's timed copies, both arms.
static inline double cell_samples_timed_seconds(const struct cell_samples *samples) {
    double ns = 0;
    for (size_t i = 0; i < samples->round_count; i++)
        ns += samples->rounds[i].ns * (double)samples->calls +
              samples->rounds[i].ref_ns * (double)samples->ref_calls;
    return ns / 1e9;
}

#endif
