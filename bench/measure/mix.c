// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/mix.h"

#include "bench/base/sizes.h"
#include "bench/measure/buffers.h"
#include "bench/measure/plan.h"
#include "bench/verify/splitmix.h"

#include <math.h>

enum {
    PAGE = CONDITION_PAGE,
    ALIAS_CLEAR = 1024, // bytes that (dst - src) mod PAGE keeps from 0 on either side where it is
                        // drawn
};

// So many sizes there are.
static double size_count(const struct mix *m) {
    return (double)m->largest / SIZE_STEP;
}

// The first size up to which more than a share u of all calls go.
static size_t quantile_of(const struct mix_sizes *sizes, double u) {
    size_t low = 0, high = sizes->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sizes->list[middle].up_to > u)
            high = middle;
        else
            low = middle + 1;
    }
    return sizes->list[low].bytes;
}

// The size that a share u of all calls stays below. The i-th of k sizes is as frequent as a
// log-uniform number from 1 to k + 1 is one from i to i + 1.
static size_t quantile(const struct mix *m, double u) {
    if (m->sizes != NULL)
        return quantile_of(m->sizes, u);
    double size = floor(pow(size_count(m) + 1, u));
    return (size_t)fmin(size, size_count(m)) * SIZE_STEP;
}

// The list has one call of each of as many quantiles: no luck of the draw, and few calls will do.
static size_t size_at(const struct mix *m, size_t stratum) {
    return quantile(m, ((double)stratum + 0.5) / (double)m->calls);
}

// Of a call, nearly.
static double expected_bytes(const struct mix *m) {
    if (m->sizes == NULL)
        return size_count(m) / log1p(size_count(m)) * SIZE_STEP;
    double sum = 0, before = 0;
    for (size_t i = 0; i < m->sizes->count; i++) {
        sum += (m->sizes->list[i].up_to - before) * (double)m->sizes->list[i].bytes;
        before = m->sizes->list[i].up_to;
    }
    return sum;
}

static size_t calls_of(const struct mix *m) {
    double mean = expected_bytes(m);
    size_t calls = MIX_FEWEST_CALLS;
    while (calls < MIX_MOST_CALLS && (double)(2 * calls) * mean <= MIX_LIST_BYTES)
        calls *= 2;
    return calls;
}

struct mix mix_make(size_t largest, const struct mix_sizes *sizes, const struct condition *c,
                    size_t step) {
    struct mix m = {.largest = largest,
                    .sizes = sizes,
                    .unit = c->align < CONDITION_LINE ? c->align : step,
                    .delta = c->delta};
    if (condition_is_map(c)) {
        m.unit = CONDITION_LINE;
        m.src_in = (size_t)c->src_mod;
    }
    m.calls = calls_of(&m);
    size_t sum = 0;
    for (size_t i = 0; i < m.calls; i++)
        sum += size_at(&m, i);
    m.mean = (double)sum / (double)m.calls;
    return m;
}

static uint64_t draw(uint64_t key, uint64_t position) {
    return splitmix_scramble(key + (position + 1) * SPLITMIX_STEP);
}

// Clear of aliasing, unless a page is the unit, where whatever is drawn aliases.
static size_t apart_of(const struct mix *m, uint64_t drawn) {
    if (m->delta != CONDITION_DRAWN)
        return (size_t)m->delta;
    size_t clear = m->unit > ALIAS_CLEAR ? m->unit : ALIAS_CLEAR;
    size_t choices = m->unit > ALIAS_CLEAR ? 1 : (PAGE - 2 * ALIAS_CLEAR) / m->unit + 1;
    return clear + drawn % choices * m->unit;
}

struct mix_call mix_call(const struct mix *mix, const struct placement *at, size_t k) {
    uint64_t key = draw(draw(mix->largest, at->src_offset), at->dst_offset);
    uint64_t places = draw(draw(key, 0), k), gaps = draw(draw(key, 1), k);
    size_t src_move = places % (MIX_POOL / mix->unit) * mix->unit + mix->src_in;
    size_t dst_page = (places >> 32) % (MIX_POOL / PAGE);
    return (struct mix_call){
        .src_offset = at->src_offset / PAGE * PAGE + src_move,
        .dst_offset =
            (at->dst_offset / PAGE + dst_page) * PAGE + (src_move + apart_of(mix, gaps)) % PAGE,
        .bytes = size_at(mix, k),
    };
}

size_t mix_checked_calls(const struct mix *mix) {
    const size_t part = 8; // of a list of few, large copies
    return mix->calls / part < MIX_CHECKED ? mix->calls / part : MIX_CHECKED;
}

struct mix_call mix_checked_call(const struct mix *mix, const struct placement *at, size_t k) {
    return mix_call(mix, at, (k + 1) * (mix->calls / mix_checked_calls(mix)) - 1);
}

size_t mix_warming_calls(const struct mix *mix) {
    return mix->calls / MIX_WARMING;
}

void mix_list(const struct mix *mix, const struct buffers *buffers, const struct placement *at,
              struct call_args *out) {
    for (size_t k = 0; k < mix->calls; k++) {
        struct mix_call call = mix_call(mix, at, k);
        out[k] = (struct call_args){.dst = buffers->dst + call.dst_offset,
                                    .src = buffers->src + call.src_offset,
                                    .n = call.bytes};
    }
}

// A number below `below`, which is at most 2^32.
static size_t draw_below(uint64_t key, uint64_t position, size_t below) {
    return (size_t)((draw(key, position) >> 32) * below >> 32);
}

// GSL's shuffle swaps byte by byte: it takes ten times as long, and longer than most lists' calls.
void mix_shuffle(const struct mix *mix, uint64_t key, struct call_args *list) {
    uint64_t position = 0;
    for (size_t left = mix->calls; left > 1; left--) {
        struct call_args *picked = &list[draw_below(key, position++, left)];
        struct call_args call = *picked;
        *picked = list[left - 1];
        list[left - 1] = call;
    }
    struct call_args *warming = list + mix->calls;
    for (size_t i = 0; i < mix_warming_calls(mix); i++)
        warming[i] = list[draw_below(key, position++, mix->calls)];
}

static bool is_written_after(const struct mix *mix, const struct call_args *list, size_t k,
                             const uint8_t *dst) {
    for (size_t later = k + 1; later < mix->calls; later++) {
        const uint8_t *written = list[later].dst;
        if (dst >= written && dst < written + list[later].n)
            return true;
    }
    return false;
}

size_t mix_witnesses(const struct mix *mix, const struct call_args *list,
                     struct mix_witness out[MIX_WITNESSES]) {
    size_t count = 0;
    for (size_t k = mix->calls - MIX_LATEST; k < mix->calls; k++) {
        const struct call_args *call = &list[k];
        for (size_t i = 0; i < MIX_SPOTS; i++) {
            size_t spot = (call->n - 1) / (MIX_SPOTS - 1) * i;
            uint8_t *dst = (uint8_t *)call->dst + spot;
            if (!is_written_after(mix, list, k, dst))
                out[count++] = (struct mix_witness){dst, (const uint8_t *)call->src + spot};
        }
    }
    return count;
}
