// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/plan_pairs.h"

#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>

// Bytes a second that a copy is taken to make before anybody has measured it.
static const double assumed_speed = 10e9;

enum { LINE = 64 };

static size_t stricter(size_t align, const struct impl *impl) {
    return impl != NULL && impl->contract.align > align ? impl->contract.align : align;
}

// Pairs of one size, from `first` on; the anchor's contract counts too.
static size_t end_of_size(const struct plan_pairs_options *o, size_t first, size_t *align) {
    size_t end = first;
    *align = stricter(LINE, o->anchor);
    for (; end < o->pair_count && o->pairs[end].bytes == o->pairs[first].bytes; end++) {
        *align = stricter(*align, o->pairs[end].reference);
        *align = stricter(*align, o->pairs[end].candidate);
    }
    return end;
}

static void choose_rounds(struct plan_cell *cell, const struct plan_pairs_options *o) {
    cell->blocks = cell->bytes > SAMPLE_LARGE ? o->blocks_large : o->blocks;
    size_t arms = cell->anchor != NULL ? 3 : 2, least = o->rounds_least, most = o->rounds_most;
    cell->rounds_least = least;
    double round = (double)(arms * (1 + PLAN_FEWEST_CALLS) * cell->bytes) / assumed_speed;
    double rounds = o->cell_seconds / (double)cell->blocks / round;
    cell->rounds_per_block = rounds < (double)least  ? least
                             : rounds > (double)most ? most
                                                     : (size_t)rounds;
    double fewest = round * (double)(cell->rounds_per_block * cell->blocks);
    cell->seconds = fewest > o->cell_seconds ? fewest : o->cell_seconds;
}

double plan_pairs_seconds(const struct plan_pairs_options *options, size_t bytes) {
    const struct impl anchor = {0};
    struct plan_cell cell = {.bytes = bytes, .anchor = &anchor};
    choose_rounds(&cell, options);
    return cell.seconds;
}

static void add_cell(struct plan *plan, const struct plan_pairs_options *o, size_t i,
                     const struct placement *placements) {
    const struct plan_pair *pair = &o->pairs[i];
    bool anchored = o->anchor != NULL && contract_allows_size(&o->anchor->contract, pair->bytes);
    struct plan_cell *cell = &plan->cells[plan->cell_count++];
    *cell = (struct plan_cell){.impl = pair->candidate,
                               .reference = pair->reference,
                               .anchor = anchored ? o->anchor : NULL,
                               .number = i + 1,
                               .bytes = pair->bytes,
                               .condition = condition_default,
                               .placements = placements,
                               .share = 1};
    choose_rounds(cell, o);
    snprintf(cell->name, sizeof cell->name, "gate/%s/%zu", pair->candidate->name, pair->bytes);
    plan->seconds += cell->seconds;
}

// The entries come in random order, so that what changes while a cell is measured is not taken for
// theirs.
static void draw_placements(struct placement *out, const gsl_rng *rng, size_t blocks,
                            size_t align) {
    for (size_t b = 0; b < blocks; b++)
        out[b] = plan_draw_placement(rng, b, &condition_default, align);
    gsl_ran_shuffle(rng, out, blocks, sizeof *out);
}

static void add_sizes(struct plan *plan, const struct plan_pairs_options *o, gsl_rng *rng) {
    for (size_t first = 0, end, align; first < o->pair_count; first = end) {
        struct placement *placements = plan->placements + plan->size_count++ * o->blocks;
        bool large = o->pairs[first].bytes > SAMPLE_LARGE;
        end = end_of_size(o, first, &align);
        gsl_rng_set(rng, o->seed ^ o->pairs[first].bytes / LINE);
        draw_placements(placements, rng, large ? o->blocks_large : o->blocks, align);
        for (size_t i = first; i < end; i++)
            add_cell(plan, o, i, placements);
    }
}

bool plan_make_pairs(const struct plan_pairs_options *options, struct plan *out,
                     struct failure *failure) {
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    struct plan plan = {
        .seed = options->seed,
        .blocks = options->blocks,
        .cell_seconds = options->cell_seconds,
        .cells = calloc(options->pair_count, sizeof *plan.cells),
        .placements = calloc(options->pair_count * options->blocks, sizeof *plan.placements),
    };
    if (rng == NULL || plan.cells == NULL || plan.placements == NULL) {
        if (rng != NULL)
            gsl_rng_free(rng);
        plan_free(&plan);
        return failure_set(failure, EXIT_ENVIRONMENT, "plan: out of memory");
    }
    add_sizes(&plan, options, rng);
    gsl_rng_free(rng);
    *out = plan;
    return true;
}
