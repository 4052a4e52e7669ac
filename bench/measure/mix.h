// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Calls of random sizes, one after the other, as programs make them: who chooses a path by n pays
// for choosing, as far as the branch predictor has not learnt the list. A cell of `largest` bytes
// makes a list of calls, from one end to the other, again and again. Their sizes are the same in
// every block and every run, in another order: a pass copies as many bytes wherever it is made.
// Sizes are multiples of 64 up to the largest, log-uniform, as many calls from 64 to 128 bytes as
// from 2 to 4 KiB, or as a file has them (mix_sizes.h).
//
// Each call goes to a place of its own, within MIX_POOL bytes of its placement's beginning: two
// pages, so that copies of up to 4 KiB stay in a first-level cache of 32 KiB as what a program
// copies back and forth does, and all others where a hot copy of the largest size is, whereas two
// calls seldom share their lines.
#ifndef MEASURE_MIX_H
#define MEASURE_MIX_H

#include "bench/measure/call_loop.h"
#include "bench/measure/condition.h"
#include "bench/measure/mix_sizes.h"

#include <stddef.h>
#include <stdint.h>

enum {
    MIX_MOST_CALLS = 16384,    // of a list; a large branch predictor keeps some of it
    MIX_FEWEST_CALLS = 64,     // of one of large copies
    MIX_PASS_BYTES = 64 << 20, // that a list copies in all at the most, unless it has the fewest
                               // calls
    MIX_POOL = 8192,           // bytes over which src, and dst, begin
    MIX_CHECKED = 128,         // calls of a list that are verified before they are timed
    MIX_LATEST = 32,           // calls at the end of a batch that are looked at
    MIX_SPOTS = 8,             // bytes of each
    MIX_WITNESSES = MIX_LATEST * MIX_SPOTS,
};

struct placement;
struct buffers;

// The calls of a cell, but for where its placements lie.
struct mix {
    size_t largest;                // bytes
    const struct mix_sizes *sizes; // up to it; NULL: log-uniform
    size_t calls;                  // of the list, a power of two
    double mean;                   // bytes of a call, exact
    size_t unit;                   // src and dst begin at multiples of it, src_in behind one
    size_t src_in;
    int delta; // (dst - src) mod 4096; CONDITION_DRAWN: drawn for each call, from 1024 to 3072
};

// A call, from the start of the buffers.
struct mix_call {
    size_t src_offset, dst_offset, bytes;
};

// `step`, a power of two from 64 to 4096, is what lines begin at multiples of.
struct mix mix_make(size_t largest, const struct mix_sizes *sizes, const struct condition *c,
                    size_t step);

// The k-th call of the list at a placement. Hangs on nothing else.
struct mix_call mix_call(const struct mix *mix, const struct placement *at, size_t k);

// How many calls of a list are verified beforehand, and which the k-th of them is.
size_t mix_checked_calls(const struct mix *mix);
struct mix_call mix_checked_call(const struct mix *mix, const struct placement *at, size_t k);

// Calls made before a pass that are not timed, and the first of them: from elsewhere in the list, a
// quarter of it away from where the pass begins and ends, so that the predictor has not just seen
// what comes.
size_t mix_warming_calls(const struct mix *mix);
size_t mix_warming_first(const struct mix *mix, size_t from);

// The whole list; room for mix->calls.
void mix_list(const struct mix *mix, const struct buffers *buffers, const struct placement *at,
              struct call_args *out);

// A byte of dst that nobody writes after the call it is of.
struct mix_witness {
    uint8_t *dst;
    const uint8_t *src; // what it is then equal to
};

// Witnesses of the latest calls of a pass that begins and ends at `from`; how many.
size_t mix_witnesses(const struct mix *mix, const struct call_args *list, size_t from,
                     struct mix_witness out[MIX_WITNESSES]);

#endif
