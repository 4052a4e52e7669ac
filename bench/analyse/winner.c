// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/winner.h"

#include "bench/analyse/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A copy at a size.
struct column {
    double logs[SAMPLE_BLOCKS_MOST]; // v at each placement; NAN where no round counts
    double means[VERSUS_HALVES];     // NAN: too few placements
};

struct board {
    const struct winner_field *field;
    struct column *columns; // impls × sizes
    size_t *placements;     // of each size
};

static const struct result_row *row_at(const struct winner_field *f, size_t impl, size_t size) {
    return f->rows[impl * f->size_count + size];
}

static struct column *column_at(const struct board *b, size_t impl, size_t size) {
    return &b->columns[impl * b->field->size_count + size];
}

static bool is_shared(const struct winner_field *f, size_t size) {
    size_t rows = 0, shared = 0;
    for (size_t i = 0; i < f->impl_count; i++) {
        const struct result_row *row = row_at(f, i, size);
        rows += row != NULL;
        shared += row != NULL && row->summary.from_shared;
    }
    return 2 * shared > rows;
}

// Those of whoever has most: all copies of a size have the same, unless the race was broken off.
static size_t list_placements(const struct winner_field *f, size_t size,
                              const struct block *out[SAMPLE_BLOCKS_MOST]) {
    const struct cell_samples *most = NULL;
    for (size_t i = 0; i < f->impl_count; i++) {
        const struct result_row *row = row_at(f, i, size);
        if (row != NULL && (most == NULL || row->samples.block_count > most->block_count))
            most = &row->samples;
    }
    return most != NULL ? versus_placements(most, out) : 0;
}

static double mean_of_half(const struct column *c, size_t placements, size_t half) {
    double values[SAMPLE_BLOCKS_MOST], ignored = 0;
    size_t count = 0;
    for (size_t p = half; p < placements; p += VERSUS_HALVES)
        if (!isnan(c->logs[p]))
            values[count++] = c->logs[p];
    return count < VERSUS_HALF_LEAST ? NAN : summary_trimmed_mean(values, count, &ignored);
}

static void fill_size(const struct board *b, size_t size, bool shared) {
    const struct winner_field *f = b->field;
    const struct block *where[SAMPLE_BLOCKS_MOST] = {NULL};
    double shared_probe = shared ? INFINITY : SAMPLE_SHARED_ABOVE * f->probe_baseline;
    b->placements[size] = list_placements(f, size, where);
    for (size_t i = 0; i < f->impl_count; i++) {
        const struct result_row *row = row_at(f, i, size);
        struct column *c = column_at(b, i, size);
        bool reference = strcmp(f->impls[i], f->reference) == 0; // 0 by definition
        for (size_t p = 0; p < b->placements[size]; p++)
            c->logs[p] = row == NULL ? NAN
                         : reference ? 0
                                     : summary_log_ratio_at(&row->samples, where[p], shared_probe);
        for (size_t half = 0; half < VERSUS_HALVES; half++)
            c->means[half] = mean_of_half(c, b->placements[size], half);
    }
}

static bool is_judged(const double scores[VERSUS_HALVES]) {
    return !isnan(scores[0]) && !isnan(scores[1]);
}

static bool same_bytes(const struct winner_field *f, size_t a, size_t b) {
    for (size_t s = 0; s < f->size_count; s++)
        if (row_at(f, a, s) != NULL && row_at(f, b, s) != NULL)
            return versus_same_bytes(row_at(f, a, s), row_at(f, b, s));
    return false;
}

// The highest by a half that is neither `but` nor its bytes.
static int highest(const struct winner_field *f, double (*scores)[VERSUS_HALVES], size_t half,
                   int but) {
    int best = WINNER_NONE;
    for (size_t i = 0; i < f->impl_count; i++) {
        bool out = but != WINNER_NONE && (i == (size_t)but || same_bytes(f, i, (size_t)but));
        if (!out && is_judged(scores[i]) &&
            (best == WINNER_NONE || scores[i][half] > scores[best][half]))
            best = (int)i;
    }
    return best;
}

static void pick(const struct winner_field *f, double (*scores)[VERSUS_HALVES],
                 struct winner *out) {
    for (size_t half = 0; half < VERSUS_HALVES; half++) {
        out->first[half] = highest(f, scores, half, WINNER_NONE);
        out->second[half] = out->first[half] != WINNER_NONE
                                ? highest(f, scores, half, out->first[half])
                                : WINNER_NONE;
    }
}

// Each half's first at the placements of the other half, against its second or, without one, the
// reference.
static struct versus_ratio judge(const struct board *b, size_t size, const int first[VERSUS_HALVES],
                                 const int *second) {
    double values[SAMPLE_BLOCKS_MOST];
    size_t count = 0;
    for (size_t p = 0; p < b->placements[size]; p++) {
        size_t by = VERSUS_HALVES - 1 - p % VERSUS_HALVES; // the half that picked
        if (first[by] == WINNER_NONE || (second != NULL && second[by] == WINNER_NONE))
            continue;
        double ahead = column_at(b, (size_t)first[by], size)->logs[p];
        if (second != NULL)
            ahead -= column_at(b, (size_t)second[by], size)->logs[p];
        if (!isnan(ahead))
            values[count++] = ahead;
    }
    return versus_ratio_of(values, count);
}

static bool is_first(const struct winner_field *f, const struct winner *w, size_t impl) {
    for (size_t half = 0; half < VERSUS_HALVES; half++)
        if (w->first[half] == (int)impl || same_bytes(f, (size_t)w->first[half], impl))
            return true;
    return false;
}

static size_t count_level(const struct board *b, size_t size, const struct winner *w) {
    size_t level = 0;
    for (size_t i = 0; i < b->field->impl_count; i++) {
        const int other[VERSUS_HALVES] = {(int)i, (int)i};
        if (is_judged(column_at(b, i, size)->means) && !is_first(b->field, w, i))
            level += !(judge(b, size, w->first, other).lo > 1); // NAN is not above
    }
    return level;
}

static void find_at(const struct board *b, size_t size, double (*scores)[VERSUS_HALVES],
                    struct winner *out) {
    *out = (struct winner){.shared = is_shared(b->field, size)};
    fill_size(b, size, out->shared);
    for (size_t i = 0; i < b->field->impl_count; i++) {
        memcpy(scores[i], column_at(b, i, size)->means, sizeof scores[i]);
        out->judged += is_judged(scores[i]);
    }
    pick(b->field, scores, out);
    out->to_second = judge(b, size, out->first, out->second);
    out->to_reference = judge(b, size, out->first, NULL);
    out->level = out->judged > 0 ? count_level(b, size, out) : 0;
}

// Sizes at which nobody could be judged, or the core was shared, are left out.
static bool counts(const struct winner *at_size) {
    return at_size->judged > 0 && !at_size->shared;
}

static void add_up(const struct board *b, const struct winner *at_sizes,
                   double (*scores)[VERSUS_HALVES]) {
    size_t counted = 0;
    for (size_t s = 0; s < b->field->size_count; s++)
        counted += counts(&at_sizes[s]);
    for (size_t i = 0; i < b->field->impl_count; i++)
        for (size_t half = 0; half < VERSUS_HALVES; half++) {
            scores[i][half] = counted > 0 ? 0 : NAN;
            for (size_t s = 0; s < b->field->size_count; s++)
                if (counts(&at_sizes[s])) // once NAN, it remains so
                    scores[i][half] += column_at(b, i, s)->means[half];
        }
}

static void find_over_all(const struct board *b, const struct winner *at_sizes,
                          double (*scores)[VERSUS_HALVES], struct winner *out) {
    struct versus_sum second = {0}, reference = {0};
    *out = (struct winner){.judged = 0};
    add_up(b, at_sizes, scores);
    pick(b->field, scores, out);
    for (size_t s = 0; s < b->field->size_count; s++) {
        struct versus_ratio to_second = judge(b, s, out->first, out->second);
        struct versus_ratio to_reference = judge(b, s, out->first, NULL);
        if (!counts(&at_sizes[s]) || isnan(to_reference.lo))
            continue;
        out->judged++;
        versus_sum_add(&reference, to_reference.ratio, to_reference.lo, to_reference.hi);
        if (!isnan(to_second.lo))
            versus_sum_add(&second, to_second.ratio, to_second.lo, to_second.hi);
    }
    out->to_second = versus_sum_mean(&second);
    out->to_reference = versus_sum_mean(&reference);
    out->level = out->first[0] != out->first[1] || !(out->to_second.lo > 1);
}

bool winner_is_clear(const struct winner *winner) {
    return !winner->shared && winner->first[0] == winner->first[1] &&
           winner->second[0] != WINNER_NONE && winner->level == 0;
}

bool winner_find(const struct winner_field *field, struct winner *at_sizes,
                 struct winner *over_all) {
    struct board b = {.field = field,
                      .columns =
                          calloc(field->impl_count * field->size_count + 1, sizeof *b.columns),
                      .placements = calloc(field->size_count + 1, sizeof *b.placements)};
    double(*scores)[VERSUS_HALVES] = calloc(field->impl_count + 1, sizeof *scores);
    bool ok = b.columns != NULL && b.placements != NULL && scores != NULL;
    for (size_t s = 0; ok && s < field->size_count; s++)
        find_at(&b, s, scores, &at_sizes[s]);
    if (ok)
        find_over_all(&b, at_sizes, scores, over_all);
    free(b.columns);
    free(b.placements);
    free(scores);
    return ok;
}
