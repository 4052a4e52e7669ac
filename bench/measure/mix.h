// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Calls of random sizes, one after the other, as programs make them: no branch predictor can know
// which comes next, and who chooses a path by n pays for choosing. A cell of `largest` bytes makes
// a list of calls, and a batch is all of them, once. Their sizes are the same in every batch, block
// and run: as many bytes are copied in each. Sizes are multiples of 64 up to the largest,
// log-uniform, as many calls from 64 to 128 bytes as from 2 to 4 KiB, or as a file has them
// (mix_sizes.h).
//
// A large branch predictor keeps an order of thousands of sizes that it has met before. So no order
// is walked twice: each batch has its own, and so have the two arms of a round. What is left to
// learn is what a program teaches too, how often each size comes. Of a list of few calls, which are
// large, that is as true, and matters less.
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
    MIX_MOST_CALLS = 16384,    // of a list
    MIX_FEWEST_CALLS = 64,     // of one of large copies, to whom choosing is nothing
    MIX_LIST_BYTES = 64 << 20, // that a list copies in all at the most, unless it has the fewest
                               // calls
    MIX_WARMING = 8,           // calls of a list to one that warms up beforehand
    MIX_POOL = 8192,           // bytes over which src, and dst, begin
    MIX_CHECKED = 128,         // calls of a list that are verified before they are timed
    MIX_LATEST = 32,           // calls at the end of a batch that are looked at
    MIX_SPOTS = 8,             // bytes of each
    MIX_WITNESSES = MIX_LATEST * MIX_SPOTS,
    MIX_ROOM = MIX_MOST_CALLS + MIX_MOST_CALLS / MIX_WARMING, // calls: a list and what warms
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

// The k-th call of the list at a placement, sizes ascending. Hangs on nothing else.
struct mix_call mix_call(const struct mix *mix, const struct placement *at, size_t k);

// How many calls of a list are verified beforehand, and which the k-th of them is: sizes ascending,
// to the largest.
size_t mix_checked_calls(const struct mix *mix);
struct mix_call mix_checked_call(const struct mix *mix, const struct placement *at, size_t k);

// Calls made before a batch that are not timed.
size_t mix_warming_calls(const struct mix *mix);

// The whole list, sizes ascending, into the first of MIX_ROOM.
void mix_list(const struct mix *mix, const struct buffers *buffers, const struct placement *at,
              struct call_args *out);

// Puts the list into another order, and behind it calls to warm up with, drawn from it one by one:
// they do not tell what comes.
void mix_shuffle(const struct mix *mix, uint64_t key, struct call_args *list);

// A byte of dst that nobody writes after the call it is of.
struct mix_witness {
    uint8_t *dst;
    const uint8_t *src; // what it is then equal to
};

// Witnesses of the list's latest calls; how many.
size_t mix_witnesses(const struct mix *mix, const struct call_args *list,
                     struct mix_witness out[MIX_WITNESSES]);

#endif
