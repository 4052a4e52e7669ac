// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/gate.h"

#include "bench/analyse/summary.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

const char *gate_verdict_name(enum gate_verdict verdict) {
    static const char *const names[GATE_VERDICTS] = {"pass", "improved", "regression",
                                                     "inconclusive"};
    return names[verdict];
}

// Which rounds count: those on one side of the probe at which a core is shared.
struct sort {
    double shared_probe;
    bool shared;
};

static bool counts(const struct sort *sort, const struct round *round) {
    return round->taint == 0 && (round->probe >= sort->shared_probe) == sort->shared;
}

static double base_of(const struct round *r) {
    return r->ref_ns;
}

static double one_of(const struct round *r) {
    (void)r;
    return 1;
}

static double candidate_of(const struct round *r) {
    return r->ns;
}

static double anchor_of(const struct round *r) {
    return r->anchor_ns;
}

typedef double figure_of(const struct round *round);

// Median over the block's rounds that count of ln(a / b), and how many there are.
static size_t block_median(const struct gate_samples *s, const struct block *block,
                           const struct sort *sort, figure_of *a, figure_of *b, double *median) {
    double logs[SAMPLE_ROUNDS];
    size_t count = 0, end = block->first + block->count;
    for (size_t i = block->first; i < end && count < SAMPLE_ROUNDS; i++)
        if (counts(sort, &s->rounds[i]))
            logs[count++] = log(a(&s->rounds[i]) / b(&s->rounds[i]));
    gsl_sort(logs, 1, count);
    if (count > 0)
        *median = gsl_stats_median_from_sorted_data(logs, 1, count);
    return count;
}

// The medians of the blocks that speak for the sort.
static size_t medians_of(const struct gate_samples *s, const struct sort *sort, figure_of *a,
                         figure_of *b, double v[SAMPLE_BLOCKS_MOST]) {
    size_t count = 0;
    for (size_t i = 0; i < s->block_count && count < SAMPLE_BLOCKS_MOST; i++)
        if (block_median(s, &s->blocks[i], sort, a, b, &v[count]) >= GATE_ROUNDS_LEAST)
            count++;
    return count;
}

static struct sort choose_sort(const struct gate_samples *s, double probe_baseline) {
    double v[SAMPLE_BLOCKS_MOST];
    const struct sort alone = {SAMPLE_SHARED_ABOVE * probe_baseline, false};
    const struct sort shared = {alone.shared_probe, true};
    size_t of_alone = medians_of(s, &alone, candidate_of, base_of, v);
    size_t of_shared = medians_of(s, &shared, candidate_of, base_of, v);
    return 2 * of_alone >= s->block_count || of_alone >= of_shared ? alone : shared;
}

// exp of the trimmed mean over the blocks; NAN where there are none.
static double typical(const struct gate_samples *s, const struct sort *sort, figure_of *a,
                      figure_of *b) {
    double v[SAMPLE_BLOCKS_MOST], half_width = 0;
    size_t count = medians_of(s, sort, a, b, v);
    return count > 0 ? exp(summary_trimmed_mean(v, count, &half_width)) : NAN;
}

static void count_rounds(const struct gate_samples *s, const struct sort *sort,
                         struct gate_estimate *out) {
    bool anchored = s->round_count > 0;
    for (size_t i = 0; i < s->round_count; i++) {
        out->used += counts(sort, &s->rounds[i]);
        out->tainted += s->rounds[i].taint != 0;
        anchored = anchored && s->rounds[i].anchor_ns > 0;
    }
    out->ns = typical(s, sort, candidate_of, one_of);
    out->base_ns = typical(s, sort, base_of, one_of);
    out->to_anchor = anchored ? typical(s, sort, candidate_of, anchor_of) : NAN;
    out->base_to_anchor = anchored ? typical(s, sort, base_of, anchor_of) : NAN;
}

static enum gate_verdict judge(double mean, double half_width, double d) {
    if (mean - half_width > d)
        return GATE_REGRESSION;
    if (mean + half_width < -d)
        return GATE_IMPROVED;
    return mean + half_width < d ? GATE_PASS : GATE_INCONCLUSIVE;
}

static double one_sided(double above, double se, double freedom) {
    if (se > 0)
        return gsl_cdf_tdist_Q(above / se, freedom);
    return above > 0 ? 0 : 1;
}

// v is sorted.
static void decide(const double *v, size_t count, double mean, double half_width, double tolerance,
                   struct gate_estimate *out) {
    size_t trimmed = count / 5;
    double freedom = (double)(count - 2 * trimmed) - 1, d = log1p(tolerance);
    double t = gsl_cdf_tdist_Pinv(0.975, freedom), se = half_width / t;
    out->slowdown = expm1(mean);
    out->lo = expm1(mean - half_width);
    out->hi = expm1(mean + half_width);
    out->verdict = judge(mean, half_width, d);
    out->p = one_sided(mean - d, se, freedom);
    out->detectable = expm1(d + (t + gsl_cdf_tdist_Pinv(0.95, freedom)) * se);
    out->layout_sensitive = v[trimmed] < -d && v[count - 1 - trimmed] > d;
}

struct gate_estimate gate_estimate_of(const struct gate_samples *samples, double tolerance,
                                      double probe_baseline) {
    struct gate_estimate out = {.verdict = GATE_INCONCLUSIVE,
                                .slowdown = NAN,
                                .lo = NAN,
                                .hi = NAN,
                                .p = 1,
                                .detectable = NAN};
    const struct sort sort = choose_sort(samples, probe_baseline);
    double v[SAMPLE_BLOCKS_MOST], half_width = 0;
    out.blocks = medians_of(samples, &sort, candidate_of, base_of, v);
    out.from_shared = sort.shared;
    count_rounds(samples, &sort, &out);
    if (out.blocks >= GATE_BLOCKS_LEAST) {
        double mean = summary_trimmed_mean(v, out.blocks, &half_width);
        decide(v, out.blocks, mean, half_width, tolerance, &out);
    }
    return out;
}
