// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What measuring a cell yields: raw samples, everything else is derived from them later.
#ifndef MEASURE_SAMPLE_H
#define MEASURE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SAMPLE_BLOCKS = 16, // placements of a cell; a rare one that is slow is then told from noise
    SAMPLE_BLOCKS_LARGE = 8, // of a cell above SAMPLE_LARGE, which take long
    SAMPLE_BLOCKS_MOST = 64, // where placements are what is looked at
    SAMPLE_LARGE = 1 << 20,  // bytes
    SAMPLE_ROUNDS = 256      // most rounds of a cell
};

// A round whose probe is at least so many times that of a core of one's own was shared with
// somebody. Alone, a Zen 4 core reads within 1 % of the same figure for hours; from 3 % above it,
// times and ratios are those of a shared core (docs/neighbour.svg).
#define SAMPLE_SHARED_ABOVE 1.04

// Why a round cannot be trusted; bits.
enum taint {
    TAINT_PREEMPTED = 1U << 0, // the thread was off its core for part of the round
    TAINT_MIGRATED = 1U << 1,  // it ended on another core
    TAINT_FAULTED = 1U << 2,   // it took a page fault
};

// Whether a batch that took so long was off its core for some of it: 50 µs of wall time that are no
// CPU time, more than the timers' own cost can explain, or half a percent of a long one, which
// interrupts alone take.
bool sample_was_preempted(double wall_ns, double off_cpu_ns);

// One timed batch of the candidate and one of the reference, and of the anchor where there is one,
// back to back in random order.
struct round {
    double ns;        // per call of the candidate
    double ref_ns;    // per call of the reference
    double probe;     // cycles an independent lea took right before or right after, the larger
    unsigned taint;   // enum taint
    double anchor_ns; // per call of the anchor; 0 where the cell has none
};

// Rounds that share one placement of code and buffers.
struct block {
    size_t code_offset; // of the candidate's entry, mod 4096
    size_t src_offset;  // from the start of the source buffer, which is aligned to 2 MiB
    size_t dst_offset;
    size_t first, count; // its rounds in cell_samples.rounds
};

// Of a cell, or of the part of it that was measured in one go.
struct cell_samples {
    struct block blocks[SAMPLE_BLOCKS_MOST];
    size_t block_count;
    struct round rounds[SAMPLE_ROUNDS];
    size_t round_count; // measured; less than planned where the race was interrupted or the cell
                        // took too long
    size_t calls, ref_calls; // that make a batch of the candidate and of the reference
    size_t anchor_calls;     // and of the anchor; 0 where there is none
    bool wrong, ref_wrong;   // a batch did not copy what it should have
    double cpu_ns;           // thread CPU time per candidate call, mean over the cell
};

// Adds what was measured later of the same cell, by batches of as many calls. False where there is
// no room: nothing is then added.
bool cell_samples_append(struct cell_samples *to, const struct cell_samples *part);

// Seconds spent in the cell's timed copies, all arms.
double cell_samples_timed_seconds(const struct cell_samples *samples);

#endif
