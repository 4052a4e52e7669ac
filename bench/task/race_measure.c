// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/race_parts.h"

#include "bench/analyse/summary.h"
#include "bench/machine/clock.h"
#include "bench/measure/call_loop.h"
#include "bench/measure/measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Part by which a core's clock may seem to have changed while it measured before it is said.
static const double same_clock = 0.02;

static void on_begin(void *context, size_t index) {
    struct race *race = context;
    const struct plan_cell *cell = &race->plan->cells[index];
    char what[IMPL_NAME + SIZE_TEXT + CONDITION_TEXT + 2], size[SIZE_TEXT], text[CONDITION_TEXT];
    snprintf(what, sizeof what, "%s %s%s", cell->impl->name, size_format(cell->bytes, size),
             condition_format(&cell->condition, text));
    double elapsed = (clock_ns() - race->measure_start) / 1e9;
    double left = race->total - race->planned_seconds;
    if (race->planned_seconds > 0)
        left *= elapsed / race->planned_seconds;
    race->watcher->step(race->watcher->context, "measure", what,
                        race->planned_seconds / race->total, left);
    race->planned_seconds += cell->seconds;
}

static struct result_row *find_row(struct result *r, const struct result_row *like) {
    for (size_t i = 0; i < r->row_count; i++)
        if (result_same_cell(&r->rows[i], like))
            return &r->rows[i];
    return NULL;
}

static struct result_row row_of(const struct race *race, const struct plan_cell *cell,
                                const struct cell_samples *samples) {
    struct result_row row = {.kind = cell->impl->kind,
                             .bytes = cell->bytes,
                             .condition = cell->condition,
                             .page_bytes = race->page_bytes};
    if (samples != NULL)
        row.samples = *samples;
    memcpy(row.impl, cell->impl->name, sizeof row.impl);
    memcpy(row.sha256, cell->impl->sha256, sizeof row.sha256);
    return row;
}

static bool was_shared_less(const struct race *race, const struct cell_samples *now,
                            const struct cell_samples *before) {
    double baseline = summary_probe_baseline(race->result);
    return interrupt_pending(race->interrupt) == 0 &&
           summary_of(now, baseline).shared_core < summary_of(before, baseline).shared_core;
}

// A cell that was gone back to replaces what it yielded before, if more of it was alone on its
// core.
static struct result_row *keep_row(struct race *race, const struct plan_cell *cell,
                                   const struct cell_samples *samples) {
    struct result *r = race->result;
    const struct result_row now = row_of(race, cell, samples);
    struct result_row *row = find_row(r, &now);
    if (row == NULL)
        row = &r->rows[r->row_count++];
    else if (!was_shared_less(race, samples, &row->samples))
        return NULL;
    r->timed_seconds +=
        cell_samples_timed_seconds(samples) - cell_samples_timed_seconds(&row->samples);
    *row = now;
    return row;
}

// A cell that was broken off is shown and not kept in the journal: it will be run again.
static void on_done(void *context, size_t index, const struct cell_samples *samples) {
    struct race *race = context;
    struct result *r = race->result;
    const struct plan_cell *cell = &race->plan->cells[index];
    if (samples->wrong)
        result_revoke(r, cell->impl->name, cell->bytes);
    if (samples->ref_wrong)
        result_revoke(r, r->reference, cell->bytes);
    const struct result_row *row = keep_row(race, cell, samples);
    r->measure_seconds = race->measured_before + (clock_ns() - race->measure_start) / 1e9;
    race_keep_account(race);
    // A cell that is no copy's is not kept: who goes on with the race shall find it out again.
    race->failed = race->failed || (row != NULL && interrupt_pending(race->interrupt) == 0 &&
                                    !samples->wrong && !samples->ref_wrong &&
                                    !journal_add_row(race->record->journal, r, row,
                                                     race->stand.plan.cell_seconds, race->failure));
}

static bool on_stop(void *context) {
    struct race *race = context;
    return race->failed || interrupt_pending(race->interrupt) != 0;
}

static bool measure_part(struct race *race, struct sampler *sampler, const struct plan *part) {
    struct measure_hooks hooks = {race, on_begin, on_done, on_stop};
    race->plan = sampler->plan = part;
    return measure_run(sampler, &hooks, race->failure) && !race->failed;
}

// Cells of a part that somebody else's work on the core has disturbed, as many as there is time
// for.
static size_t find_shared(struct race *race, const struct plan *part, double seconds,
                          struct plan *out) {
    double baseline = summary_probe_baseline(race->result);
    out->cell_count = 0;
    out->seconds = 0;
    for (size_t i = 0; i < part->cell_count; i++) {
        const struct plan_cell *cell = &part->cells[i];
        const struct result_row like = row_of(race, cell, NULL);
        const struct result_row *row = find_row(race->result, &like);
        if (row == NULL || out->seconds + cell->seconds > seconds ||
            !summary_of(&row->samples, baseline).from_shared)
            continue;
        out->seconds += cell->seconds;
        out->cells[out->cell_count++] = *cell;
    }
    return out->cell_count;
}

// A neighbour stays for milliseconds or for minutes: by the end it may be gone.
static bool return_to_shared(struct race *race, struct sampler *sampler, const struct plan *part) {
    struct plan again = *part;
    double left = sampler->spare_ns / 1e9;
    bool ok = true;
    again.cells = calloc(part->cell_count, sizeof *again.cells);
    if (again.cells == NULL)
        return failure_set(race->failure, EXIT_ENVIRONMENT, "race: out of memory");
    sampler->spare_ns = 0; // what was disturbed twice stays so
    while (ok && !on_stop(race) && find_shared(race, part, left, &again) > 0) {
        left -= again.seconds;
        race->total += again.seconds;
        ok = measure_part(race, sampler, &again);
    }
    free(again.cells);
    return ok;
}

static double seconds_of(const struct plan *part) {
    double seconds = 0;
    for (size_t i = 0; i < part->cell_count; i++)
        seconds += part->cells[i].seconds;
    return seconds;
}

// Cells that lie on the same kind of pages.
static bool measure_pages(struct race *race, const struct call_loop *loop,
                          const struct plan *part) {
    struct buffers *buffers = &race->stand.buffers;
    struct sampler sampler = {0};
    race->page_bytes = buffers_page_bytes(buffers);
    if (part->cells == race->stand.plan.cells)
        race->result->page_bytes = race->page_bytes;
    bool ok = sampler_open(&sampler, part, loop, buffers, &race->options->place,
                           race->result->machine.core_hz, STAND_SPARE_SHARE * seconds_of(part),
                           race->failure) &&
              measure_part(race, &sampler, part) && return_to_shared(race, &sampler, part);
    sampler_close(&sampler);
    return ok;
}

static void note_clock(struct race *race) {
    double before = race->result->machine.core_hz, after = clock_core_hz();
    if (fabs(after / before - 1) > same_clock)
        result_note(race->result, "the core's clock read %.2f GHz before measuring and %.2f after",
                    before / 1e9, after / 1e9);
}

// One kind of pages after the other: the memory for them is there but once. The children left pages
// to be claimed back, so that they are mapped anew in any case.
bool race_measure(struct race *race, const struct registry *registry) {
    struct call_loop loop = {0};
    const struct plan *plan = &race->stand.plan;
    bool ok = call_loop_map(&loop, registry, race->options->calls, race->failure);
    race->measured_before = race->result->measure_seconds;
    race->measure_start = clock_ns();
    race->planned_seconds = 0;
    race->total = plan->seconds;
    for (size_t first = 0, end; ok && first < plan->cell_count && !on_stop(race); first = end) {
        struct plan part = *plan;
        end = plan_end_of_pages(plan, first);
        part.cells += first;
        part.cell_count = end - first;
        ok = stand_change_pages(&race->stand, part.cells[0].condition.page, race->failure) &&
             measure_pages(race, &loop, &part);
    }
    race->result->measure_seconds =
        race->measured_before + (clock_ns() - race->measure_start) / 1e9;
    note_clock(race);
    call_loop_unmap(&loop);
    return ok;
}
