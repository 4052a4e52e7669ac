// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/race_parts.h"

#include "bench/analyse/summary.h"

#include <math.h>

static size_t owed_to(const struct race *race, const struct plan_cell *cell, size_t *next) {
    const struct result_row *row = race_find_row(race->result, cell);
    double shared_probe = SAMPLE_SHARED_ABOVE * race->probe_baseline;
    return row != NULL ? turn_owed(cell, &row->samples, shared_probe, next) : 0;
}

double race_return_seconds(struct race *race) {
    const struct plan *plan = &race->stand.plan;
    double seconds = 0;
    size_t next = 0;
    race->probe_baseline = summary_probe_baseline(race->result);
    for (size_t i = 0; i < plan->cell_count; i++)
        seconds += (double)owed_to(race, &plan->cells[i], &next) * turn_seconds(&plan->cells[i]);
    return seconds;
}

// A turn for each cell that is owed one, as far as the time allows. Who has not had all its turns
// yet has lost one to its time limit, and another would not fare better.
static size_t find_turns(struct race *race, double seconds) {
    const struct plan *plan = &race->stand.plan;
    size_t count = 0, next = 0;
    race->probe_baseline = summary_probe_baseline(race->result);
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        if (turn_seconds(cell) <= seconds && owed_to(race, cell, &next) > 0) {
            race->turns[count++] = (struct turn){.cell = i, .block = next};
            seconds -= turn_seconds(cell);
        }
    }
    return count;
}

// One more block of each at a time, so that the time goes round.
bool race_return(struct race *race) {
    double left = fmin(race->sampler.spare_ns / 1e9, race_seconds_left(race));
    size_t count = 0;
    bool ok = true;
    race->sampler.spare_ns = 0; // what is disturbed twice stays so
    race->sampler.pace = 1;
    while (ok && interrupt_pending(race->interrupt) == 0 && (count = find_turns(race, left)) > 0) {
        for (size_t i = 0; i < count; i++) {
            double seconds = turn_seconds(&race->stand.plan.cells[race->turns[i].cell]);
            left -= seconds;
            race->total += seconds;
        }
        ok = race_take_turns(race, race->stand.plan.blocks, count);
    }
    return ok;
}
