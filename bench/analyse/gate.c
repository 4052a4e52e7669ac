// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/gate.h"

#include "bench/analyse/summary.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

enum { LINE = 64 };

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

// What the blocks say that speak for a sort.
struct voices {
    double v[SAMPLE_BLOCKS_MOST];     // median of ln(a / b)
    size_t place[SAMPLE_BLOCKS_MOST]; // of the candidate's entry in its line
    size_t count;
};

static size_t place_of(const struct block *block) {
    return block->code_offset % LINE;
}

static struct voices voices_of(const struct gate_samples *s, const struct sort *sort, figure_of *a,
                               figure_of *b) {
    struct voices out = {.count = 0};
    for (size_t i = 0; i < s->block_count && out.count < SAMPLE_BLOCKS_MOST; i++) {
        out.place[out.count] = place_of(&s->blocks[i]);
        if (block_median(s, &s->blocks[i], sort, a, b, &out.v[out.count]) >= GATE_ROUNDS_LEAST)
            out.count++;
    }
    return out;
}

static struct sort choose_sort(const struct gate_samples *s, double probe_baseline) {
    const struct sort alone = {SAMPLE_SHARED_ABOVE * probe_baseline, false};
    const struct sort shared = {alone.shared_probe, true};
    size_t of_alone = voices_of(s, &alone, candidate_of, base_of).count;
    size_t of_shared = voices_of(s, &shared, candidate_of, base_of).count;
    return 2 * of_alone >= s->block_count || of_alone >= of_shared ? alone : shared;
}

// Where voices lie, and how sure that is.
struct centre {
    double mean, se, freedom;
    double least, most; // of what was averaged
};

static double half_width_of(const struct centre *c) {
    return c->se > 0 ? gsl_cdf_tdist_Pinv(0.975, c->freedom) * c->se : c->se;
}

// At least one voice; fewer than three do not tell how sure it is.
static struct centre centre_of_all(const struct voices *voices) {
    double v[SAMPLE_BLOCKS_MOST], half_width = 0;
    size_t count = voices->count, trimmed = count / 5;
    memcpy(v, voices->v, sizeof v);
    struct centre c = {.freedom = (double)(count - 2 * trimmed) - 1};
    c.mean = summary_trimmed_mean(v, count, &half_width);
    c.se = count < 3 ? NAN : half_width / gsl_cdf_tdist_Pinv(0.975, c.freedom);
    c.least = v[trimmed];
    c.most = v[count - 1 - trimmed];
    return c;
}

static struct voices voices_at(const struct voices *voices, size_t place) {
    struct voices out = {.count = 0};
    for (size_t i = 0; i < voices->count; i++)
        if (voices->place[i] == place)
            out.v[out.count++] = voices->v[i];
    return out;
}

// Whether each place that was measured has voices enough, and most of what blocks differ by is what
// places differ by.
static bool places_tell(const struct gate_samples *s, const struct voices *voices) {
    double within = 0;
    for (size_t i = 0; i < s->block_count; i++)
        if (voices_at(voices, place_of(&s->blocks[i])).count < GATE_PLACE_BLOCKS_LEAST)
            return false;
    for (size_t place = 0; place < LINE; place++) {
        const struct voices here = voices_at(voices, place);
        within += here.count > 0 ? gsl_stats_tss(here.v, 1, here.count) : 0;
    }
    return 2 * within < gsl_stats_tss(voices->v, 1, voices->count);
}

static struct centre centre_of_places(const struct voices *voices) {
    struct centre out = {.least = INFINITY, .most = -INFINITY};
    double places = 0, variance = 0, spread = 0, freedom = 0;
    for (size_t place = 0; place < LINE; place++) {
        const struct voices here = voices_at(voices, place);
        if (here.count == 0)
            continue;
        const struct centre c = centre_of_all(&here);
        places++;
        out.mean += c.mean;
        out.least = fmin(out.least, c.mean);
        out.most = fmax(out.most, c.mean);
        variance += c.se * c.se;
        spread += pow(c.se, 4) / c.freedom;
        freedom += c.freedom;
    }
    out.mean /= places;
    out.se = sqrt(variance) / places;
    out.freedom = spread > 0 ? variance * variance / spread : freedom;
    return out;
}

static struct centre centre_of(const struct gate_samples *s, const struct voices *voices) {
    return voices->count > 0 && places_tell(s, voices) ? centre_of_places(voices)
                                                       : centre_of_all(voices);
}

// Where the blocks' medians of ln(a / b) lie; NAN where none speaks.
static struct centre locate(const struct gate_samples *s, const struct sort *sort, figure_of *a,
                            figure_of *b) {
    const struct voices voices = voices_of(s, sort, a, b);
    return voices.count > 0 ? centre_of(s, &voices) : (struct centre){.mean = NAN, .se = NAN};
}

static double typical(const struct gate_samples *s, const struct sort *sort, figure_of *a,
                      figure_of *b) {
    return exp(locate(s, sort, a, b).mean);
}

static void relate_to_anchor(const struct gate_samples *s, const struct sort *sort,
                             struct gate_estimate *out) {
    const struct centre c = locate(s, sort, candidate_of, anchor_of);
    double half_width = half_width_of(&c);
    out->to_anchor = exp(c.mean);
    out->to_anchor_lo = exp(c.mean - half_width);
    out->to_anchor_hi = exp(c.mean + half_width);
    out->base_to_anchor = typical(s, sort, base_of, anchor_of);
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
    if (anchored)
        relate_to_anchor(s, sort, out);
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

static void decide(const struct centre *c, double tolerance, struct gate_estimate *out) {
    double d = log1p(tolerance), half_width = half_width_of(c);
    double reach = gsl_cdf_tdist_Pinv(0.975, c->freedom) + gsl_cdf_tdist_Pinv(0.95, c->freedom);
    out->slowdown = expm1(c->mean);
    out->lo = expm1(c->mean - half_width);
    out->hi = expm1(c->mean + half_width);
    out->verdict = judge(c->mean, half_width, d);
    out->p = one_sided(c->mean - d, c->se, c->freedom);
    out->detectable = expm1(d + reach * c->se);
    out->layout_sensitive = c->least < -d && c->most > d;
}

struct gate_estimate gate_estimate_of(const struct gate_samples *samples, double tolerance,
                                      double probe_baseline) {
    struct gate_estimate out = {.verdict = GATE_INCONCLUSIVE,
                                .slowdown = NAN,
                                .lo = NAN,
                                .hi = NAN,
                                .p = 1,
                                .detectable = NAN,
                                .to_anchor = NAN,
                                .base_to_anchor = NAN,
                                .to_anchor_lo = NAN,
                                .to_anchor_hi = NAN};
    const struct sort sort = choose_sort(samples, probe_baseline);
    const struct voices voices = voices_of(samples, &sort, candidate_of, base_of);
    out.blocks = voices.count;
    out.from_shared = sort.shared;
    count_rounds(samples, &sort, &out);
    if (out.blocks >= GATE_BLOCKS_LEAST) {
        const struct centre centre = centre_of(samples, &voices);
        decide(&centre, tolerance, &out);
    }
    return out;
}
