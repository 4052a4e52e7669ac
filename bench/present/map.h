// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Maps of offsets in a result: of an implementation at a size, all cells in which src and dst lie
// at given places of a line.
#ifndef PRESENT_MAP_H
#define PRESENT_MAP_H

#include "bench/record/result.h"

// Points into the result, which must outlive it.
struct map {
    const char *impl;
    size_t bytes;
    enum mode mode;
    enum page_kind page;
    const struct result_row *best, *worst; // by GB/s
};

// Maps with more than one cell, in the order of rows. Owned by the caller; NULL where memory is
// short. *count may be 0. Summaries must be filled in.
struct map *map_list(const struct result *result, size_t *count);

// Whether a row is a cell of the map.
bool map_has(const struct map *map, const struct result_row *row);

// dst mod 64 in a cell, and whether its pages lie at 4 KiB aliasing: (dst - src) mod 4096 is within
// a line of 0.
static inline int map_dst_mod(const struct condition *c) {
    return (c->src_mod + c->delta) % CONDITION_LINE;
}

static inline bool map_is_aliased(const struct condition *c) {
    return c->delta < CONDITION_LINE || c->delta > CONDITION_PAGE - CONDITION_LINE;
}

#endif
