// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/versus.h"

#include "bench/analyse/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char champion[] = "champion_";

static bool is_champion(const char *name) {
    return strncmp(name, champion, strlen(champion)) == 0;
}

bool versus_spares_champions(const struct versus_field *field) {
    return field->rivals.wanted_count == 0 && is_champion(field->impl);
}

// The SHA-256 of others is that of the file they come from.
static bool has_own_bytes(const struct result_row *row) {
    return (row->kind == IMPL_BLOB || row->kind == IMPL_OBJECT) && row->sha256[0] != '\0';
}

bool versus_same_bytes(const struct result_row *a, const struct result_row *b) {
    return has_own_bytes(a) && has_own_bytes(b) && strcmp(a->sha256, b->sha256) == 0;
}

static bool is_within(const struct result *result, const struct result_row *row, uint64_t isa) {
    for (size_t i = 0; i < result->impl_count; i++)
        if (strcmp(result->impls[i].name, row->impl) == 0)
            return row->kind != IMPL_LIBC && (result->impls[i].isa & ~isa) == 0;
    return false;
}

bool versus_is_rival(const struct result *result, const struct result_row *x,
                     const struct result_row *row, const struct versus_field *field) {
    if (row->kind == IMPL_CEILING || row->bytes != x->bytes || strcmp(row->impl, x->impl) == 0 ||
        !condition_equal(&row->condition, &x->condition) || versus_same_bytes(x, row))
        return false;
    if (versus_spares_champions(field) && is_champion(row->impl))
        return false;
    return choice_takes(&field->rivals, row->impl) &&
           (field->any_isa || is_within(result, row, field->isa));
}

// X's, in order.
struct placements {
    const struct block *where[SAMPLE_BLOCKS_MOST];
    double logs[SAMPLE_BLOCKS_MOST]; // v_X
    size_t count;
    double shared_probe; // rounds from there on do not count
    const char *reference;
};

static int by_place(const void *a, const void *b) {
    const struct block *x = *(const struct block *const *)a, *y = *(const struct block *const *)b;
    if (x->src_offset != y->src_offset)
        return x->src_offset < y->src_offset ? -1 : 1;
    return (x->dst_offset > y->dst_offset) - (x->dst_offset < y->dst_offset);
}

// v of a cell at a placement; NAN where no round of it counts.
static double log_at(const struct result_row *row, const struct block *where,
                     const struct placements *p) {
    if (strcmp(row->impl, p->reference) == 0)
        return 0; // by definition; what its own cell says is noise
    return summary_log_ratio_at(&row->samples, where, p->shared_probe);
}

size_t versus_placements(const struct cell_samples *samples,
                         const struct block *out[SAMPLE_BLOCKS_MOST]) {
    size_t count = 0;
    for (size_t b = 0; b < samples->block_count; b++)
        out[b] = &samples->blocks[b];
    qsort(out, samples->block_count, sizeof *out, by_place);
    for (size_t b = 0; b < samples->block_count; b++)
        if (b == 0 || by_place(&out[count - 1], &out[b]) != 0)
            out[count++] = out[b];
    return count;
}

static void list_placements(const struct result_row *x, struct placements *p) {
    const struct block *all[SAMPLE_BLOCKS_MOST] = {NULL};
    size_t count = versus_placements(&x->samples, all);
    p->count = 0;
    for (size_t i = 0; i < count; i++) {
        double log = log_at(x, all[i], p);
        if (isnan(log))
            continue;
        p->where[p->count] = all[i];
        p->logs[p->count++] = log;
    }
}

// X against one rival.
struct lead {
    const struct result_row *rival;
    double ahead[SAMPLE_BLOCKS_MOST]; // d at each of X's placements; NAN where the rival has none
    double mean[VERSUS_HALVES];       // of a half
};

static size_t half_of(size_t placement) {
    return placement % VERSUS_HALVES;
}

// False where too few placements are left of a half.
static bool weigh(const struct placements *p, const struct result_row *rival, struct lead *out) {
    double values[VERSUS_HALVES][SAMPLE_BLOCKS_MOST], ignored = 0;
    size_t counts[VERSUS_HALVES] = {0};
    out->rival = rival;
    for (size_t i = 0; i < p->count; i++) {
        size_t half = half_of(i);
        out->ahead[i] = p->logs[i] - log_at(rival, p->where[i], p);
        if (!isnan(out->ahead[i]))
            values[half][counts[half]++] = out->ahead[i];
    }
    for (size_t half = 0; half < VERSUS_HALVES; half++) {
        if (counts[half] < VERSUS_HALF_LEAST)
            return false;
        out->mean[half] = summary_trimmed_mean(values[half], counts[half], &ignored);
    }
    return true;
}

struct versus_ratio versus_ratio_of(double *values, size_t count) {
    double half_width = 0;
    if (count == 0)
        return (struct versus_ratio){NAN, NAN, NAN};
    double mean = summary_trimmed_mean(values, count, &half_width);
    if (count < VERSUS_PLACEMENTS_LEAST)
        half_width = NAN;
    return (struct versus_ratio){exp(mean), exp(mean - half_width), exp(mean + half_width)};
}

// Judges each half's best by the other half.
static void judge(const struct placements *p, const struct lead best[VERSUS_HALVES],
                  struct versus_cell *out) {
    double values[SAMPLE_BLOCKS_MOST];
    for (size_t i = 0; i < p->count; i++) {
        double ahead = best[1 - half_of(i)].ahead[i];
        if (!isnan(ahead))
            values[out->placements++] = ahead;
    }
    out->to_best = versus_ratio_of(values, out->placements);
}

struct versus_cell versus_cell_of(const struct result_row *x,
                                  const struct result_row *const *rivals, size_t count,
                                  const char *reference, double probe_baseline) {
    struct versus_cell cell = {
        .row = x, .to_best = {NAN, NAN, NAN}, .rivals = count, .shared = x->summary.from_shared};
    struct placements p = {.shared_probe =
                               cell.shared ? INFINITY : SAMPLE_SHARED_ABOVE * probe_baseline,
                           .reference = reference};
    struct lead best[VERSUS_HALVES], lead;
    list_placements(x, &p);
    for (size_t r = 0; r < count; r++) {
        if (!weigh(&p, rivals[r], &lead)) {
            cell.unjudged++;
            continue;
        }
        for (size_t half = 0; half < VERSUS_HALVES; half++)
            if (cell.picked[half] == NULL || lead.mean[half] < best[half].mean[half]) {
                best[half] = lead;
                cell.picked[half] = lead.rival;
            }
    }
    if (cell.picked[0] != NULL)
        judge(&p, best, &cell);
    return cell;
}

void versus_sum_add(struct versus_sum *sum, double ratio, double lo, double hi) {
    double half_width = (log(hi) - log(lo)) / 2;
    sum->logs += log(ratio);
    sum->squares += half_width * half_width;
    sum->count++;
}

struct versus_ratio versus_sum_mean(const struct versus_sum *sum) {
    double count = (double)sum->count;
    double mean = sum->logs / count, half_width = sqrt(sum->squares) / count;
    return (struct versus_ratio){exp(mean), exp(mean - half_width), exp(mean + half_width)};
}

static void sum_up(struct versus *v) {
    struct versus_sum best = {0}, reference = {0};
    for (size_t i = 0; i < v->count; i++) {
        const struct versus_cell *c = &v->cells[i];
        const struct summary *s = &c->row->summary;
        v->rivals = c->rivals > v->rivals ? c->rivals : v->rivals;
        v->unjudged += c->unjudged > 0;
        v->shared += c->shared;
        if (c->shared || isnan(c->to_best.lo))
            continue;
        v->told++;
        v->behind += c->to_best.hi < VERSUS_BEHIND;
        v->may_be += c->to_best.lo < VERSUS_BEHIND && c->to_best.hi >= VERSUS_BEHIND;
        versus_sum_add(&best, c->to_best.ratio, c->to_best.lo, c->to_best.hi);
        versus_sum_add(&reference, s->ratio, s->ratio_lo, s->ratio_hi);
    }
    v->to_best = versus_sum_mean(&best);
    v->to_reference = versus_sum_mean(&reference);
}

static int by_size(const void *a, const void *b) {
    const struct versus_cell *x = a, *y = b;
    return (x->row->bytes > y->row->bytes) - (x->row->bytes < y->row->bytes);
}

bool versus_make(const struct result *result, const struct condition *condition,
                 const struct versus_field *field, struct versus *out) {
    double baseline = summary_probe_baseline(result);
    const struct result_row **rivals = calloc(result->row_count + 1, sizeof *rivals);
    *out =
        (struct versus){.field = field, .cells = calloc(result->row_count + 1, sizeof *out->cells)};
    bool ok = rivals != NULL && out->cells != NULL;
    for (size_t i = 0; ok && i < result->row_count; i++) {
        const struct result_row *x = &result->rows[i];
        size_t count = 0;
        if (x->kind == IMPL_CEILING || strcmp(x->impl, field->impl) != 0 ||
            !condition_equal(&x->condition, condition))
            continue;
        for (size_t r = 0; r < result->row_count; r++)
            if (versus_is_rival(result, x, &result->rows[r], field))
                rivals[count++] = &result->rows[r];
        out->cells[out->count++] = versus_cell_of(x, rivals, count, result->reference, baseline);
    }
    free(rivals);
    if (!ok) {
        versus_free(out);
        return false;
    }
    qsort(out->cells, out->count, sizeof *out->cells, by_size);
    sum_up(out);
    return true;
}

void versus_free(struct versus *versus) {
    free(versus->cells);
    *versus = (struct versus){.count = 0};
}
