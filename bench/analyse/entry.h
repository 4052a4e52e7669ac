// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What it costs a copy where its code begins in a cache line, everything else alike: the blocks of
// a cell by their entry's address mod 64. Buffers move from block to block as well, and so does
// what else the machine does; an entry that is slower must be so whatever these are. Pure functions
// of samples.
#ifndef ANALYSE_ENTRY_H
#define ANALYSE_ENTRY_H

#include "bench/measure/sample.h"

enum {
    ENTRY_LINE = 64,         // bytes of a line of code
    ENTRY_FEWEST_BLOCKS = 3, // of an entry that has a say
};

// Blocks that share their entry's place in a line.
struct entry {
    size_t offset;           // of the entry, mod 64
    size_t blocks;           // with rounds that count
    double ratio;            // to the reference: the median over the blocks
    double slowest, fastest; // of the blocks
};

// The entries of a cell, by their offset.
struct entries {
    struct entry list[SAMPLE_BLOCKS_MOST];
    size_t count;
    double loss; // time at the slowest / time at the fastest - 1; 0 where there are not two
    bool told;   // each block at the fastest was faster than each at the slowest
};

// probe_baseline as for summary_of(). Entries of too few blocks are left out.
void entry_list(const struct cell_samples *samples, double probe_baseline, struct entries *out);

#endif
