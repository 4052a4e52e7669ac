// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One implementation, X, against the best of all its rivals at each size. Pure functions of what
// was recorded.
//
// Whoever is picked as the best of many by some rounds looks better in these rounds than it is, and
// X would look worse than it is beside it. So rivals are picked by one half of the placements and
// judged by the other, then the other way round.
//
// All cells of a size share their placements of src and dst. At one of them, p, v(p) is the median
// of ln(ref_ns / ns) over a cell's rounds that count, the reference's own v(p) being 0; and
//
//   d_R(p) = v_X(p) − v_R(p)
//
// is how far X is ahead of a rival R: the reference, and its luck with the placement, cancel out.
// X's placements, in order of src and dst, go into two halves in turn. In each half the rival of
// the least 20 % trimmed mean of d_R is the best; the d of the best of one half at the placements
// of the other, of both halves together, are what X / best is told from: the exponential of their
// trimmed mean, with its 95 % interval (summary.h).
//
// Rounds that count are those undisturbed and alone on the core, as summary.h tells them. Where X's
// own figures come from shared rounds, everybody's do, and the cell says so. A rival of which
// fewer than VERSUS_HALF_LEAST placements in either half are left is not judged; with fewer than
// VERSUS_PLACEMENTS_LEAST there is no interval.
//
// Over many sizes: the geometric mean of those that have an interval and were alone, and
// exp(± sqrt(Σ h²) / sizes), h being half of an interval's logarithmic width: the sizes were
// measured one after the other and err independently.
#ifndef ANALYSE_VERSUS_H
#define ANALYSE_VERSUS_H

#include "bench/base/choice.h"
#include "bench/record/result.h"

enum { VERSUS_HALVES = 2, VERSUS_HALF_LEAST = 2, VERSUS_PLACEMENTS_LEAST = 5 };

// Below this X is behind the best; what lies between it and 1, nobody would notice.
#define VERSUS_BEHIND 0.99

// Who is held against whom.
struct versus_field {
    const char *impl;     // X
    struct choice rivals; // without a wanted one: everybody, but for champions beside a champion
    bool any_isa;
    uint64_t isa; // unless any_isa: rivals' contracts need no more than these features
};

// Whether other champions are left out.
bool versus_spares_champions(const struct versus_field *field);

struct versus_ratio {
    double ratio, lo, hi; // above 1, X is the faster one; NAN where there is no telling
};

// The mean of many: of their logarithms, and the squares of half their logarithmic widths.
struct versus_sum {
    double logs, squares;
    size_t count;
};

// At one size.
struct versus_cell {
    const struct result_row *row;                   // X's
    const struct result_row *picked[VERSUS_HALVES]; // the best by either half; NULL: there is none
    struct versus_ratio to_best;
    size_t placements;       // that it was judged by
    size_t rivals, unjudged; // who was measured at this size; of these, at too few placements
    bool shared;             // told from rounds that shared the core
};

// At all sizes under one condition. Points into the result, which must outlive it.
struct versus {
    const struct versus_field *field;
    struct versus_cell *cells; // sizes ascending
    size_t count;
    size_t told; // of these, those that the figures below come from
    struct versus_ratio to_best, to_reference;
    size_t behind;   // their whole interval lies below VERSUS_BEHIND
    size_t may_be;   // it holds it
    size_t rivals;   // the most at any size
    size_t unjudged; // sizes at which any was not judged
    size_t shared;   // sizes that were told from shared rounds
};

// Whether a row is of a rival of X's: another copy at the same size and condition that is meant,
// and not the same bytes under another name. Under a limit to features the C library's is left out:
// which ones it uses is its own choice, and its contract does not say.
bool versus_is_rival(const struct result *result, const struct result_row *x,
                     const struct result_row *row, const struct versus_field *field);

struct versus_cell versus_cell_of(const struct result_row *x,
                                  const struct result_row *const *rivals, size_t count,
                                  const char *reference, double probe_baseline);

// What winner.h takes from here. The same bytes under two names; a cell's placements of src and
// dst, in order and each once; the ratio of `count` differences of logarithms, which it sorts, NAN
// of none; the mean of ratios, NAN of none.
bool versus_same_bytes(const struct result_row *a, const struct result_row *b);
size_t versus_placements(const struct cell_samples *samples,
                         const struct block *out[SAMPLE_BLOCKS_MOST]);
struct versus_ratio versus_ratio_of(double *values, size_t count);
void versus_sum_add(struct versus_sum *sum, double ratio, double lo, double hi);
struct versus_ratio versus_sum_mean(const struct versus_sum *sum);

// Summaries must be filled in. Free with versus_free(). False where memory is short.
bool versus_make(const struct result *result, const struct condition *condition,
                 const struct versus_field *field, struct versus *out);
void versus_free(struct versus *versus);

#endif
