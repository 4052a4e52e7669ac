// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Under what conditions a cell is measured, beside who copies and how much: with the copy's lines
// in the caches or not, read or not, behind whom, from and to what addresses, on what pages.
#ifndef MEASURE_CONDITION_H
#define MEASURE_CONDITION_H

#include "loader/contract.h"

#include <stdbool.h>
#include <stddef.h>

enum mode {
    MODE_HOT,     // the same buffers again and again, after an untimed call
    MODE_COLD,    // every line of both sides flushed from all caches beforehand
    MODE_READ,    // hot, and behind each call every line of dst is read, timed
    MODE_NO_WARM, // hot, but the untimed call is another implementation's (follow.h)
    MODE_MIX,     // calls of random sizes, to and from many places (mix.h)
    MODES
};

// What the buffers are asked to lie on; what they do lie on is read back (buffers.h).
enum page_kind {
    PAGE_THP,  // huge pages where the kernel gives them
    PAGE_4K,   // base pages
    PAGE_HUGE, // hugetlbfs pages, which an administrator has set aside
    PAGE_KINDS
};

enum {
    CONDITION_LINE = 64,       // bytes: the usual alignment
    CONDITION_PAGE = 4096,     // bytes: the largest alignment; distances count modulo it
    CONDITION_DRAWN = -1,      // of a distance or an offset: left to the plan
    CONDITION_TEXT = 64,       // bytes that hold any condition_format()
    CONDITION_TITLE = 96,      // bytes that hold any condition_describe()
    CONDITION_LIST_MAX = 4096, // conditions of one race
};

struct condition {
    enum mode mode;
    size_t align; // a power of two, 1 to 4096. From 64 on dst and src are multiples of it; below,
                  // src is and of nothing larger, and so is dst unless delta says otherwise
                  // (in a mix each call draws its own multiples, of whatever else they are)
    int delta;   // (dst - src) mod 4096, a multiple of align; CONDITION_DRAWN: for each block anew,
                 // from 1024 to 3072 (for each call, of a mix)
    int src_mod; // src mod 64, for a map of offsets: delta is then given, and align the largest
                 // that both keep; CONDITION_DRAWN elsewhere
    enum page_kind page;
};

// Hot, cache lines, drawn, THP.
extern const struct condition condition_default;

// A cell of a map of offsets: src and dst mod 64, and how far apart, mod 4096, the pages'
// beginnings are, a multiple of 64.
struct condition condition_of_map(enum mode mode, enum page_kind page, unsigned src_mod,
                                  unsigned dst_mod, unsigned pages_apart);

static inline bool condition_is_map(const struct condition *c) {
    return c->src_mod != CONDITION_DRAWN;
}

// Below, equal to or above 0 as a stands before, with or behind b in lists: the default before all
// others.
int condition_compare(const struct condition *a, const struct condition *b);

static inline bool condition_equal(const struct condition *a, const struct condition *b) {
    return condition_compare(a, b) == 0;
}

// Whether its parts fit together.
bool condition_is_sound(const struct condition *c);

// Whether pointers under it keep a contract's alignment.
bool condition_suits(const struct condition *c, const struct contract *contract);

// What follows in a row's name: "/cold/align:16/src:8/delta:64/page:4k", nothing of what is as by
// default.
const char *condition_format(const struct condition *c, char out[CONDITION_TEXT]);

// Reads that again, in this order. False where it is no such text.
bool condition_parse(const char *text, struct condition *out);

// For people: "cold, aligned to 16, distance 64 mod 4096, 4 KiB pages"; empty for the default.
const char *condition_describe(const struct condition *c, char out[CONDITION_TITLE]);

// "hot", "cold", "read", "no-warm", "mix"; "thp", "4k", "huge".
const char *mode_name(enum mode mode);

// ", cold"; empty for hot.
const char *mode_suffix(enum mode mode);
const char *page_kind_name(enum page_kind kind);

#endif
