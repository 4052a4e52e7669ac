// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/race_parts.h"

#include "bench/machine/clock.h"
#include "bench/machine/cycles.h"
#include "bench/measure/measure.h"
#include "bench/task/resume.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Paces that a budget may ask for.
static const double least_pace = 0.05, most_pace = 2;

struct result_row *race_find_row(struct result *result, const struct plan_cell *cell) {
    for (size_t i = 0; i < result->row_count; i++)
        if (resume_is_row_of(cell, &result->rows[i]))
            return &result->rows[i];
    return NULL;
}

// How much longer than planned turns have taken.
static double slowness(const struct race *race) {
    double elapsed = (clock_ns() - race->measure_start) / 1e9;
    return race->planned_seconds > 0 ? elapsed / race->planned_seconds : 1;
}

static void tell(struct race *race, const struct plan_cell *cell) {
    char what[IMPL_NAME + SIZE_TEXT + CONDITION_TEXT + 2], size[SIZE_TEXT], text[CONDITION_TEXT];
    snprintf(what, sizeof what, "%s %s%s", cell->impl->name, size_format(cell->bytes, size),
             condition_format(&cell->condition, text));
    double left = (race->total - race->planned_seconds) * slowness(race);
    race->watcher->step(race->watcher->context, "measure", what,
                        race->planned_seconds / race->total, left);
}

static void on_begin(void *context, const struct turn *turn, struct cell_samples *samples) {
    struct race *race = context;
    const struct plan_cell *cell = &race->stand.plan.cells[turn->cell];
    const struct result_row *row = race_find_row(race->result, cell);
    tell(race, cell);
    race->planned_seconds += turn_seconds(cell) * race->sampler.pace;
    if (row != NULL) {
        samples->calls = row->samples.calls;
        samples->ref_calls = row->samples.ref_calls;
    }
}

static struct result_row row_of(const struct race *race, const struct plan_cell *cell,
                                const struct cell_samples *samples) {
    struct result_row row = {.kind = cell->impl->kind,
                             .bytes = cell->bytes,
                             .bytes_mean = plan_mean_bytes(cell),
                             .condition = cell->condition,
                             .page_bytes = race->page_bytes,
                             .samples = *samples};
    memcpy(row.impl, cell->impl->name, sizeof row.impl);
    memcpy(row.sha256, cell->impl->sha256, sizeof row.sha256);
    return row;
}

static bool keep_row(struct race *race, const struct plan_cell *cell,
                     const struct result_row *part) {
    struct result_row *row = race_find_row(race->result, cell);
    if (row != NULL)
        return result_add_part(row, part);
    race->result->rows[race->result->row_count++] = *part;
    return true;
}

// A turn that was broken off is shown and not kept in the journal: it will be taken again. One that
// is no copy's is not kept either: who goes on with the race shall find it out again.
static void on_done(void *context, const struct turn *turn, const struct cell_samples *samples) {
    struct race *race = context;
    struct result *r = race->result;
    const struct plan_cell *cell = &race->stand.plan.cells[turn->cell];
    const struct result_row part = row_of(race, cell, samples);
    if (samples->wrong)
        result_revoke(r, cell->impl->name, cell->bytes);
    if (samples->ref_wrong)
        result_revoke(r, r->reference, cell->bytes);
    bool kept = keep_row(race, cell, &part);
    r->measure_seconds = race->measured_before + (clock_ns() - race->measure_start) / 1e9;
    race_keep_account(race);
    race->failed = race->failed || (kept && interrupt_pending(race->interrupt) == 0 &&
                                    !samples->wrong && !samples->ref_wrong &&
                                    !journal_add_row(race->record->journal, r, &part,
                                                     race->stand.plan.cell_seconds, race->failure));
}

static bool on_stop(void *context) {
    struct race *race = context;
    return race->failed || interrupt_pending(race->interrupt) != 0;
}

// The memory is there once for all kinds of pages.
static bool change_surroundings(struct race *race, enum page_kind page, size_t pass,
                                struct call_loop *loop) {
    if (!stand_change_pages(&race->stand, page, race->failure))
        return false;
    race->page_bytes = buffers_page_bytes(&race->stand.buffers);
    if (race->result->page_bytes == 0)
        race->result->page_bytes = race->page_bytes;
    return call_loop_map(loop, race->registry, race->options->calls, pass, race->failure);
}

static enum page_kind page_of(const struct race *race, const struct turn *turn) {
    return race->stand.plan.cells[turn->cell].condition.page;
}

bool race_take_turns(struct race *race, size_t pass, size_t count) {
    const struct measure_hooks hooks = {race, on_begin, on_done, on_stop};
    bool ok = turn_shuffle(&race->stand.plan, pass, race->turns, count) ||
              failure_set(race->failure, EXIT_ENVIRONMENT, "race: out of memory");
    for (size_t first = 0, end; ok && first < count && !on_stop(race); first = end) {
        struct call_loop loop = {0};
        enum page_kind page = page_of(race, &race->turns[first]);
        for (end = first; end < count && page_of(race, &race->turns[end]) == page;)
            end++;
        race->sampler.loop = &loop;
        ok = change_surroundings(race, page, pass, &loop) &&
             measure_run(&race->sampler, race->turns + first, end - first, &hooks, race->failure) &&
             !race->failed;
        call_loop_unmap(&loop);
    }
    return ok;
}

// How many rounds a pass may take, so that the budget is used up by all that remain and by what has
// to be gone back to.
static void choose_pace(struct race *race, size_t pass) {
    const struct plan *plan = &race->stand.plan;
    double left = race_seconds_left(race);
    if (!isfinite(left) || race->planned_seconds <= 0)
        return;
    double to_return = fmin(STAND_SPARE_SHARE * left, race_return_seconds(race));
    double remaining = plan->seconds * (double)(plan->blocks - pass) / (double)plan->blocks;
    double pace = (left - to_return) / (remaining * slowness(race));
    race->sampler.pace = fmax(least_pace, fmin(most_pace, pace));
}

// Each cell's next block, unless it has been measured before the race was broken off. Who has fewer
// blocks leaves passes out, so that they too are spread over the race.
static bool take_pass(struct race *race, size_t pass) {
    const struct plan *plan = &race->stand.plan;
    size_t count = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        const struct result_row *row = race_find_row(race->result, cell);
        size_t block = row != NULL ? row->samples.block_count : 0;
        if (block < cell->blocks && block * plan->blocks <= pass * cell->blocks)
            race->turns[count++] = (struct turn){.cell = i, .block = block};
    }
    choose_pace(race, pass);
    return race_take_turns(race, pass, count);
}

static void note_clock(struct race *race) {
    double before = race->result->machine.core_hz, after = cycles_core_clock().hz;
    if (cycles_differ(before, after))
        result_note(race->result, "the core's clock read %.2f GHz before measuring and %.2f after",
                    before / 1e9, after / 1e9);
}

static bool take_passes(struct race *race) {
    const struct plan *plan = &race->stand.plan;
    bool ok = sampler_open(&race->sampler, plan, NULL, &race->stand.buffers, &race->options->place,
                           race->failure);
    race->sampler.spare_ns = STAND_SPARE_SHARE * plan->seconds * 1e9;
    for (size_t pass = 0; ok && pass < plan->blocks && !on_stop(race); pass++)
        ok = take_pass(race, pass);
    return ok && race_return(race);
}

bool race_measure(struct race *race) {
    const struct plan *plan = &race->stand.plan;
    race->measured_before = race->result->measure_seconds;
    race->measure_start = clock_ns();
    race->planned_seconds = 0;
    race->total = plan->seconds;
    race->turns = calloc(plan->cell_count, sizeof *race->turns);
    if (race->turns == NULL)
        return failure_set(race->failure, EXIT_ENVIRONMENT, "race: out of memory");
    bool ok = take_passes(race);
    race->result->measure_seconds =
        race->measured_before + (clock_ns() - race->measure_start) / 1e9;
    note_clock(race);
    sampler_close(&race->sampler);
    free(race->turns);
    return ok;
}
