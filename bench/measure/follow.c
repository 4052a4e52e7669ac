// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/follow.h"

#include <math.h>

size_t follow_calls(size_t bytes, double call_ns) {
    double fit = round(FOLLOW_BATCH_NS / call_ns);
    return bytes >= FOLLOW_ONE_FROM || fit < 1 ? 1 : (size_t)fit;
}

static bool is_third(const struct plan_cell *other, const struct plan_cell *cell) {
    return impl_is_copy(other->impl) && other->impl != cell->impl && other->impl != cell->reference;
}

// How many could go before a cell; *which is the picked-th of them. Cells of one size and condition
// stand together and share their placements.
static size_t count_thirds(const struct plan *plan, const struct plan_cell *cell, size_t picked,
                           const struct impl **which) {
    const struct plan_cell *first = cell, *end = plan->cells + plan->cell_count;
    size_t count = 0;
    while (first > plan->cells && first[-1].placements == cell->placements)
        first--;
    for (const struct plan_cell *c = first; c < end && c->placements == cell->placements; c++)
        if (is_third(c, cell) && count++ == picked)
            *which = c->impl;
    return count;
}

const struct impl *follow_draw(const struct plan *plan, const struct plan_cell *cell,
                               gsl_rng *rng) {
    const struct impl *drawn = NULL;
    size_t count = count_thirds(plan, cell, 0, &drawn);
    if (count > 1)
        (void)count_thirds(plan, cell, gsl_rng_uniform_int(rng, count), &drawn);
    return drawn;
}

const struct impl *follow_whom(const struct plan_cell *cell, const struct impl *timed,
                               const struct impl *drawn) {
    const struct impl *other = timed == cell->impl ? cell->reference : cell->impl;
    if (drawn != NULL)
        return drawn;
    return impl_is_copy(other) ? other : timed;
}

size_t follow_count_alone(const struct plan *plan) {
    size_t alone = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        const struct impl *third = NULL;
        alone += cell->condition.mode == MODE_NO_WARM && cell->impl == cell->reference &&
                 count_thirds(plan, cell, 0, &third) == 0;
    }
    return alone;
}
