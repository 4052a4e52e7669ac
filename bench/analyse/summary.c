// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/summary.h"

#include "bench/analyse/ceiling.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

enum {
    BLOCKS_ALONE = 5,   // fewer placements make no interval worth the name
    ALONE_AT_LEAST = 4, // one in so many rounds
};

// Times what is known of a processor alone at which even the tenth percentile was shared.
#define WHOLLY_SHARED 1.15

double summary_baseline_of(double *probes, size_t count, double known) {
    if (count == 0)
        return INFINITY; // nothing is then above it
    gsl_sort(probes, 1, count);
    double tenth = gsl_stats_quantile_from_sorted_data(probes, 1, count, 0.1);
    return tenth < WHOLLY_SHARED * known ? tenth : known;
}

double summary_probe_baseline(const struct result *result) {
    size_t count = 0;
    for (size_t i = 0; i < result->row_count; i++)
        count += result->rows[i].samples.round_count;
    double *probes = count > 0 ? malloc(count * sizeof *probes) : NULL;
    if (probes == NULL)
        return INFINITY; // nothing is then above it
    size_t n = 0;
    for (size_t i = 0; i < result->row_count; i++)
        for (size_t j = 0; j < result->rows[i].samples.round_count; j++)
            probes[n++] = result->rows[i].samples.rounds[j].probe;
    double baseline = summary_baseline_of(probes, count, fingerprint_probe_alone(&result->machine));
    free(probes);
    return baseline;
}

double summary_trimmed_mean(double *values, size_t count, double *half_width) {
    gsl_sort(values, 1, count);
    size_t g = count / 5, h = count - 2 * g;
    double mean = gsl_stats_mean(values + g, 1, h);
    *half_width = NAN;
    if (count < 3)
        return mean;
    double winsorised[SAMPLE_BLOCKS_MOST];
    for (size_t i = 0; i < count; i++)
        winsorised[i] = values[i < g ? g : i >= count - g ? count - g - 1 : i];
    double s = gsl_stats_sd(winsorised, 1, count);
    double m = (double)count, kept = (double)h;
    *half_width = gsl_cdf_tdist_Pinv(0.975, kept - 1) * s * sqrt((m - 1) / (kept * (kept - 1)));
    return mean;
}

// Which rounds count.
struct filter {
    double shared_probe; // at or above it a round was shared
    bool take_shared, take_tainted;
};

static bool counts(const struct filter *f, const struct round *round) {
    return (f->take_tainted || round->taint == 0) &&
           (f->take_shared || round->probe < f->shared_probe);
}

// Blocks with at least one untainted round that was alone.
static size_t count_blocks_alone(const struct cell_samples *s, double shared_probe) {
    const struct filter alone = {.shared_probe = shared_probe};
    size_t blocks = 0;
    for (size_t b = 0; b < s->block_count; b++) {
        bool found = false;
        for (size_t i = 0; i < s->blocks[b].count; i++)
            found = found || counts(&alone, &s->rounds[s->blocks[b].first + i]);
        blocks += found;
    }
    return blocks;
}

static struct filter choose_filter(const struct cell_samples *s, double shared_probe,
                                   struct summary *out) {
    size_t shared = 0, untainted = 0, alone = 0;
    for (size_t i = 0; i < s->round_count; i++) {
        bool is_shared = s->rounds[i].probe >= shared_probe, clean = s->rounds[i].taint == 0;
        shared += is_shared;
        untainted += clean;
        alone += clean && !is_shared;
    }
    out->shared_core = s->round_count > 0 ? (double)shared / (double)s->round_count : 0;
    out->dropped = s->round_count - untainted;
    out->disturbed = 2 * out->dropped > s->round_count;
    size_t enough = s->block_count < BLOCKS_ALONE ? s->block_count : BLOCKS_ALONE;
    out->from_shared = alone < untainted && (alone * ALONE_AT_LEAST < untainted ||
                                             count_blocks_alone(s, shared_probe) < enough);
    return (struct filter){.shared_probe = shared_probe,
                           .take_shared = out->from_shared,
                           .take_tainted = untainted == 0};
}

static void summarise_times(const struct cell_samples *s, const struct filter *filter,
                            struct summary *out) {
    double ns[SAMPLE_ROUNDS];
    for (size_t i = 0; i < s->round_count; i++)
        if (counts(filter, &s->rounds[i]))
            ns[out->used++] = s->rounds[i].ns;
    gsl_sort(ns, 1, out->used);
    out->ns = gsl_stats_median_from_sorted_data(ns, 1, out->used);
    out->ns_q1 = gsl_stats_quantile_from_sorted_data(ns, 1, out->used, 0.25);
    out->ns_q3 = gsl_stats_quantile_from_sorted_data(ns, 1, out->used, 0.75);
}

// ln(ref / candidate) of the block's rounds that count; returns how many they are.
static size_t list_log_ratios(const struct cell_samples *s, const struct block *block,
                              const struct filter *filter, double *out) {
    size_t count = 0;
    for (size_t i = block->first; i < block->first + block->count; i++)
        if (counts(filter, &s->rounds[i]))
            out[count++] = log(s->rounds[i].ref_ns / s->rounds[i].ns);
    return count;
}

// Their median; false where there is none.
static bool block_log_ratio(const struct cell_samples *s, const struct block *block,
                            const struct filter *filter, double *out) {
    double logs[SAMPLE_ROUNDS];
    size_t count = list_log_ratios(s, block, filter, logs);
    gsl_sort(logs, 1, count);
    if (count > 0)
        *out = gsl_stats_median_from_sorted_data(logs, 1, count);
    return count > 0;
}

double summary_log_ratio_at(const struct cell_samples *s, const struct block *where,
                            double shared_probe) {
    const struct filter alone = {.shared_probe = shared_probe};
    double logs[SAMPLE_ROUNDS];
    size_t count = 0;
    for (size_t b = 0; b < s->block_count; b++)
        if (s->blocks[b].src_offset == where->src_offset &&
            s->blocks[b].dst_offset == where->dst_offset)
            count += list_log_ratios(s, &s->blocks[b], &alone, logs + count);
    gsl_sort(logs, 1, count);
    return count > 0 ? gsl_stats_median_from_sorted_data(logs, 1, count) : NAN;
}

static void summarise_ratio(const struct cell_samples *s, const struct filter *filter,
                            struct summary *out) {
    double v[SAMPLE_BLOCKS_MOST], half_width = 0;
    size_t count = 0;
    for (size_t b = 0; b < s->block_count; b++)
        if (block_log_ratio(s, &s->blocks[b], filter, &v[count]))
            count++;
    double mean = summary_trimmed_mean(v, count, &half_width);
    out->ratio = exp(mean);
    out->ratio_lo = exp(mean - half_width);
    out->ratio_hi = exp(mean + half_width);
    size_t trimmed = count / 5;
    out->layout_sensitivity = expm1(v[count - 1 - trimmed] - v[trimmed]); // sorted by now
}

void summary_blocks(const struct cell_samples *samples, double probe_baseline,
                    double out[SAMPLE_BLOCKS_MOST]) {
    struct summary ignored = {0};
    struct filter filter = choose_filter(samples, SAMPLE_SHARED_ABOVE * probe_baseline, &ignored);
    for (size_t b = 0; b < samples->block_count; b++)
        if (!block_log_ratio(samples, &samples->blocks[b], &filter, &out[b]))
            out[b] = NAN;
}

struct summary summary_of(const struct cell_samples *samples, double probe_baseline) {
    struct summary out = {0};
    struct filter filter = choose_filter(samples, SAMPLE_SHARED_ABOVE * probe_baseline, &out);
    summarise_times(samples, &filter, &out);
    summarise_ratio(samples, &filter, &out);
    return out;
}

void summary_fill(struct result *result) {
    double baseline = summary_probe_baseline(result);
    for (size_t i = 0; i < result->row_count; i++)
        result->rows[i].summary = summary_of(&result->rows[i].samples, baseline);
    ceiling_fill(result);
}
