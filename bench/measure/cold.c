// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/cold.h"

#include "bench/measure/flush_x86.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

enum {
    LINE = CONDITION_LINE,
    PAGE = CONDITION_PAGE,
    TELLING_BYTES =
        32 << 10, // what this many bytes take, cold, is a hundred times the timer's cost
};

size_t cold_most_calls(size_t bytes) {
    size_t most = COLD_BATCH_BYTES / bytes;
    return most < 1 ? 1 : most > COLD_MOST_PLACES ? COLD_MOST_PLACES : most;
}

size_t cold_fewest_calls(size_t bytes) {
    size_t fewest = TELLING_BYTES / bytes, most = cold_most_calls(bytes);
    return fewest < 1 ? 1 : fewest > most ? most : fewest;
}

// The largest power of two, from a line to a page, by which both pointers may be moved and stay as
// aligned as they are.
static size_t unit_of(const struct placement *at) {
    size_t bits = at->src_offset | at->dst_offset | PAGE, unit = bits & -bits;
    return unit < LINE ? LINE : unit;
}

// Places lie whole pages apart, and each at other lines of its page: at the same they would all
// compete for a few sets of every cache. Five is prime to the lines of a page.
struct placement cold_place(const struct placement *at, size_t bytes, size_t k) {
    size_t stride = (bytes + PAGE - 1) / PAGE * PAGE + (size_t)2 * PAGE;
    size_t move = k * stride + k * 5 * unit_of(at) % PAGE;
    return (struct placement){.entry = at->entry,
                              .src_offset = at->src_offset + move,
                              .dst_offset = at->dst_offset + move};
}

void cold_list(const struct buffers *buffers, const struct placement *at, size_t bytes,
               size_t calls, gsl_rng *rng, struct call_args *out) {
    for (size_t k = 0; k < calls; k++) {
        struct placement place = cold_place(at, bytes, k);
        out[k] = (struct call_args){.dst = buffers->dst + place.dst_offset,
                                    .src = buffers->src + place.src_offset,
                                    .n = bytes};
    }
    gsl_ran_shuffle(rng, out, calls, sizeof *out);
}

size_t cold_flush(const struct call_args *list, size_t calls, bool has_clflushopt) {
    size_t lines = 0;
    for (size_t k = 0; k < calls; k++)
        lines += flush_lines(list[k].dst, list[k].n, has_clflushopt) +
                 flush_lines(list[k].src, list[k].n, has_clflushopt);
    flush_wait();
    return lines;
}
