// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/turn.h"

#include <gsl/gsl_rng.h>
#include <stdlib.h>

// Of the rounds planned.
static const double least_alone = 0.25;

double turn_seconds(const struct plan_cell *cell) {
    return cell->seconds / (double)cell->blocks;
}

// Hangs on nothing but the seed, the pass and the cell.
static unsigned long draw_lot(gsl_rng *rng, const struct plan *plan, size_t pass, size_t cell) {
    const unsigned long cells = 1UL << 20; // more than any plan has
    gsl_rng_set(rng, plan->seed + 2 + cells * pass + plan->cells[cell].number);
    return gsl_rng_get(rng);
}

static int compare_lots(const void *a, const void *b) {
    const struct turn *x = a, *y = b;
    return (x->lot > y->lot) - (x->lot < y->lot);
}

bool turn_shuffle(const struct plan *plan, size_t pass, struct turn *turns, size_t count) {
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (rng == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        turns[i].lot = draw_lot(rng, plan, pass, turns[i].cell);
    gsl_rng_free(rng);
    for (size_t first = 0, end; first < count; first = end) {
        const struct placement *set = plan->cells[turns[first].cell].placements;
        end = first;
        while (end < count && plan->cells[turns[end].cell].placements == set)
            end++;
        qsort(turns + first, end - first, sizeof *turns, compare_lots);
    }
    return true;
}

static bool is_disturbed(const struct plan_cell *cell, const struct cell_samples *s,
                         const struct block *block, double shared_probe) {
    double alone = 0;
    for (size_t i = block->first; i < block->first + block->count; i++)
        alone += s->rounds[i].taint == 0 && s->rounds[i].probe < shared_probe;
    return alone < least_alone * (double)cell->rounds_per_block;
}

static bool has_room(const struct plan_cell *cell, const struct cell_samples *s) {
    return s->block_count < SAMPLE_BLOCKS_MOST &&
           s->round_count + 2 * cell->rounds_per_block <= SAMPLE_ROUNDS;
}

static size_t placement_of(const struct plan_cell *cell, const struct cell_samples *s, size_t b) {
    size_t at = b < cell->blocks ? b : 0;
    while (at + 1 < cell->blocks && !plan_is_placed(&s->blocks[b], &cell->placements[at]))
        at++;
    return at;
}

size_t turn_owed(const struct plan_cell *cell, const struct cell_samples *samples,
                 double shared_probe, size_t *next) {
    size_t had = samples->block_count, disturbed = 0;
    size_t gone_back = had < cell->blocks ? 0 : had - cell->blocks;
    if (!has_room(cell, samples))
        return 0;
    for (size_t b = 0; b < had; b++)
        if (is_disturbed(cell, samples, &samples->blocks[b], shared_probe) &&
            disturbed++ == gone_back)
            *next = placement_of(cell, samples, b);
    return disturbed > gone_back ? disturbed - gone_back : 0;
}
