// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The fastest of all copies, at each size and over all sizes, and how far it is ahead of the next.
// Pure functions of what was recorded.
//
// The highest of many figures is partly the luckiest: judged by the rounds it was picked by, the
// winner of fifty equals leads by a good margin. So, as in versus.h, whose v(p) and halves of the
// placements these are, first and second are picked by one half and judged by the other, then the
// other way round:
//
//   at a size      each copy's 20 % trimmed mean of v over a half; the highest is the half's first,
//                  the next highest that is not the same bytes its second
//   over all       the same of the sum over sizes of those means
//
// The differences v_first(p) - v_second(p) of one half's pair at the placements of the other, of
// both halves together, give first / second and its 95 % interval; v_first(p) alone gives it
// against the reference. Everybody else is held against the firsts likewise: who is not told to be
// slower, is level. Where the halves name different firsts, these are. What is over all sizes is
// the geometric mean of its sizes, as in versus.h.
//
// Where more than half of a size's copies are told from shared rounds, all rounds count, the size
// is marked, and it is not in what is over all. A copy of which fewer than VERSUS_HALF_LEAST
// placements in either half are left is not judged there; whom all sizes do not judge, is not
// judged over all.
#ifndef ANALYSE_WINNER_H
#define ANALYSE_WINNER_H

#include "bench/analyse/versus.h"

struct winner_field {
    const char *const *impls;
    const struct result_row *const *rows; // impls × sizes, NULL where nothing was measured
    size_t impl_count, size_count;
    const char *reference; // whose ratio is 1
    double probe_baseline; // summary_probe_baseline()
};

enum { WINNER_NONE = -1 };

struct winner {
    int first[VERSUS_HALVES], second[VERSUS_HALVES]; // indices of impls, WINNER_NONE: there is none
    struct versus_ratio to_second, to_reference;     // of the first; NAN where there is no telling
    bool shared;                                     // told from rounds that shared the core
    size_t judged; // copies that could be; over all, sizes that it comes from
    size_t level;  // copies that are not told to be slower than the first; over all, whether the
                   // second is not
};

// Whether either half names the same one, there are others, and all are told to be slower, by
// rounds that were alone on the core.
bool winner_is_clear(const struct winner *winner);

// Fills in one for each size, and the one over all. False where memory is short.
bool winner_find(const struct winner_field *field, struct winner *at_sizes,
                 struct winner *over_all);

#endif
