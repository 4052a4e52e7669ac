// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Whether a candidate is slower than its base: what one cell's samples say. A pure function of what
// was recorded. gate_suite.h goes on from there.
//
// Rounds: ns is the candidate's time, ref_ns the base's. Tainted ones are left out. A round whose
// probe is at least SAMPLE_SHARED_ABOVE times that of a core of one's own was shared; those alone
// and those shared are never mixed, since sharing changes ratios. A block speaks for a sort with
// GATE_ROUNDS_LEAST rounds of it or more; the rounds alone count where at least half of the blocks
// speak for them, else the sort that more blocks speak for. Fewer than GATE_BLOCKS_LEAST such
// blocks decide nothing.
//
// v_b = median over a block of ln(ns / ref_ns); m their 20 % trimmed mean, H the half-width of
// Yuen's 95 % interval (summary.h), f = kept − 1 degrees of freedom with kept = blocks − 2
// floor(blocks / 5), se = H / t(0.975, f).
//
// Different code has a ratio of its own at each place in a line, and every place has its share of
// the blocks: what places differ by is then no noise of their mean. Trimming would also drop the
// very places that are slow. So where the v_b differ by their places more than within them (the sum
// of squares within is less than half of the whole) and each place has GATE_PLACE_BLOCKS_LEAST
// blocks that speak, the above is done for each of the k places by itself, and
//
//   m = mean of the m_p    se = sqrt(sum of se_p²) / k    f = (sum of se_p²)² / sum of (se_p⁴ /
//   f_p)
//
// (Welch, "The generalization of 'Student's' problem when several different population variances
// are involved", Biometrika 34, 1947, with Yuen's se), H = t(0.975, f) se. Without differences
// between places less than one cell in a hundred is told so, and rightly then, too. With d = ln(1 +
// tolerance):
//
//   m − H > d       regression
//   m + H < −d      improved
//   m + H < d       pass
//   otherwise       inconclusive
//
// p: one-sided, of a ratio of at most 1 + tolerance: P(T ≥ (m − d) / se), T with f degrees.
//
// detectable: the least slowdown that this noise would have let be called a regression in 95 of 100
// cases: exp(d + (t(0.975) + t(0.95)) se) − 1.
//
// layout_sensitive: even after trimming one placement, or one of the m_p, is more than the
// tolerance slower and another more than the tolerance faster.
#ifndef ANALYSE_GATE_H
#define ANALYSE_GATE_H

#include "bench/measure/sample.h"

// Where half of the places are slow and half are fast, five blocks are four of a kind in three of
// eight draws, and trimming then leaves no spread at all; ten are eight of a kind in one of nine.
enum { GATE_ROUNDS_LEAST = 3, GATE_BLOCKS_LEAST = 10, GATE_PLACE_BLOCKS_LEAST = 3 };

enum gate_verdict { GATE_PASS, GATE_IMPROVED, GATE_REGRESSION, GATE_INCONCLUSIVE, GATE_VERDICTS };

// Of one cell in one stage.
struct gate_samples {
    const struct block *blocks; // at most SAMPLE_BLOCKS_MOST
    size_t block_count;
    const struct round *rounds;
    size_t round_count;
};

struct gate_estimate {
    enum gate_verdict verdict;
    double slowdown, lo, hi; // candidate / base − 1 with its 95 % interval; NAN where undecided for
                             // want of blocks
    double p;                          // 1 where there is no telling
    double detectable;                 // NAN where there is no telling
    double ns, base_ns;                // medians over the rounds that count; NAN where none does
    double to_anchor, base_to_anchor;  // candidate / anchor, base / anchor; NAN without an anchor
    double to_anchor_lo, to_anchor_hi; // 95 % interval; NAN where there is no telling
    size_t blocks;                     // that speak
    size_t used, tainted;              // rounds
    bool from_shared;                  // the rounds that count were shared ones
    bool layout_sensitive;
};

// "pass", "improved", "regression", "inconclusive".
const char *gate_verdict_name(enum gate_verdict verdict);

// What a cell's samples say of a tolerance (0.01: 1 %).
struct gate_estimate gate_estimate_of(const struct gate_samples *samples, double tolerance,
                                      double probe_baseline);

#endif
