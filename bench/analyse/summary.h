// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// From samples to figures. Pure functions of what was recorded.
//
// Rounds: tainted ones are left out, unless all are. The probe of a core of one's own is the 10th
// percentile over all rounds of the result, or what is known of the processor
// (fingerprint_probe_alone()) where even that percentile is 15 % above it: then nearly all of the
// race was shared. A round whose probe is at least SAMPLE_SHARED_ABOVE
// times that shared its core. Where at least a quarter of a cell's untainted rounds were alone, in
// at least five of its blocks (or in all, where there are fewer), only those count; else all
// untainted rounds do, and the row says so.
//
// ns: median and quartiles of the candidate's time a call, over the rounds that count.
//
// ratio: v_b = median over a block of ln(ref_ns / ns); the 20 % trimmed mean of the v_b with Yuen's
// interval (Yuen, "The two-sample trimmed t for unequal population variances", Biometrika 61, 1974;
// one-sample form as in Wilcox, "Introduction to Robust Estimation", ch. 4): g = floor(0.2 m)
// blocks trimmed at either end of m, h = m − 2g, s_w the winsorised standard deviation, half-width
// t(0.975, h − 1) · s_w · sqrt((m − 1) / (h (h − 1))); all then exponentiated.
//
// layout_sensitivity: exp(v − w) − 1 of the largest v and the smallest w of the v_b that are left
// after trimming. One in four entries of a blob that is slow has four blocks in sixteen and shows;
// a block or two that a neighbour disturbed do not.
#ifndef ANALYSE_SUMMARY_H
#define ANALYSE_SUMMARY_H

#include "bench/record/result.h"

// The usual value of the probe in a result, in cycles an lea.
double summary_probe_baseline(const struct result *result);

// The same of probes by themselves; `known` is what the processor reads alone. INFINITY for none.
// Sorts them.
double summary_baseline_of(double *probes, size_t count, double known);

// A row's figures. Intervals are NAN where there are fewer than three blocks to tell.
struct summary summary_of(const struct cell_samples *samples, double probe_baseline);

// The v_b of each block, by the rounds that count; NAN where none does.
void summary_blocks(const struct cell_samples *samples, double probe_baseline,
                    double out[SAMPLE_BLOCKS_MOST]);
// Median of ln(ref_ns / ns) over a cell's rounds at the placement of src and dst that a block has,
// tainted ones and those with a probe of shared_probe or more left out. NAN where none is left.
double summary_log_ratio_at(const struct cell_samples *samples, const struct block *where,
                            double shared_probe);

// Fills in the summaries of all rows, and their percent of ceiling.
void summary_fill(struct result *result);

// 20 % trimmed mean of values[0..count), count from 1 to SAMPLE_BLOCKS_MOST, and the half-width of
// its 95 % interval (NAN for fewer than 3 values). Sorts the values.
double summary_trimmed_mean(double *values, size_t count, double *half_width);

#endif
