// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/stand.h"

#include <math.h>
#include <stdlib.h>

static size_t largest_cell(const struct plan *plan) {
    size_t largest = 0;
    for (size_t i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].bytes > largest)
            largest = plan->cells[i].bytes;
    return largest;
}

// What verifying takes here: the sweep of small sizes, then a copy and two passes for each call to
// be timed.
static const double sweep_seconds = 0.08, verified_bytes_per_second = 4e9;
static const double present_seconds = 1.5;

double stand_overhead(const struct plan *plan) {
    double seconds = present_seconds;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        seconds += SAMPLE_BLOCKS * (double)cell->bytes / verified_bytes_per_second;
        seconds +=
            cell->bytes == plan->cells[0].bytes ? sweep_seconds : 0; // once an implementation
    }
    return seconds;
}

// Cuts the plan to the time there is, or says what time there would have to be.
static bool fit_plan(struct plan *plan, const struct stand_options *options,
                     struct failure *failure) {
    double overhead = stand_overhead(plan);
    if (options->budget <= 0) {
        if (plan->seconds > options->longest)
            (void)plan_fit(plan, options->longest); // where it can't be, the shortest has to do
        return true;
    }
    if (plan_fit(plan, (options->budget - overhead) / (1 + STAND_SPARE_SHARE)))
        return true;
    return failure_set(failure, EXIT_USAGE,
                       "--budget %g: too little to decide anything (%.0f s are the least for this "
                       "selection; or fewer --sizes or --impl)",
                       options->budget, ceil(plan->seconds * (1 + STAND_SPARE_SHARE) + overhead));
}

bool stand_plan(const struct stand_options *options, const struct selection *selection,
                struct plan *out, struct failure *failure) {
    if (!plan_make(&options->plan, options->reference, selection->runnable,
                   selection->runnable_count, out, failure))
        return false;
    if (fit_plan(out, options, failure))
        return true;
    plan_free(out);
    return false;
}

bool stand_open(struct stand *out, const struct stand_options *options,
                const struct selection *selection, struct failure *failure) {
    struct stand s = {
        .effort = options->effort, .only = options->only, .topology = options->topology};
    s.has_other = topology_other(options->topology, &options->place, &s.other);
    bool ok = stand_plan(options, selection, &s.plan, failure) &&
              topology_bind_thread(options->topology, &options->place, failure) &&
              buffers_map(&s.buffers, largest_cell(&s.plan), failure);
    if (!ok) {
        stand_close(&s);
        return false;
    }
    topology_bind_memory(options->topology, &options->place, s.buffers.base, s.buffers.mapped,
                         s.memory_note);
    buffers_fill(&s.buffers, options->plan.seed);
    *out = s;
    return true;
}

void stand_close(struct stand *stand) {
    buffers_unmap(&stand->buffers);
    plan_free(&stand->plan);
    *stand = (struct stand){0};
}

static const struct verify_options efforts[] = {
    [EFFORT_IN_PASSING] =
        {.most = 1000000, .sparse = true, .seconds = 0.06, .steps = 2000, .sequences = 24},
    [EFFORT_QUICK] = {.most = 1000000, .seconds = 0.5, .steps = 12000, .sequences = 64},
    [EFFORT_FULL] = {.most = 1000000,
                     .seconds = 5,
                     .steps = 40000,
                     .sequences = 256,
                     .litmus = true,
                     .far = true},
};

// Checked in passing, the largest copies would take longer than everything else.
static size_t placements_checked(const struct stand *stand, size_t bytes) {
    enum { LARGE = 4 << 20, FEW = 1 };
    return stand->effort == EFFORT_IN_PASSING && bytes > LARGE ? FEW : SAMPLE_BLOCKS;
}

bool stand_certify(const struct stand *stand, const struct impl *impl, struct interrupt *interrupt,
                   struct result_impl *out, struct failure *failure) {
    *out = result_impl_of(impl);
    const struct plan *plan = &stand->plan;
    struct verify_call *calls = calloc(plan->cell_count * SAMPLE_BLOCKS, sizeof *calls);
    if (calls == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "verify: out of memory");
    size_t count = 0;
    const struct placement *latest = NULL;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        // The reference is timed in everybody's cells; those of one size share their placements.
        if (cell->impl != impl && (impl != plan->reference || cell->placements == latest))
            continue;
        latest = cell->placements;
        for (size_t b = 0; b < placements_checked(stand, cell->bytes); b++)
            calls[count++] = (struct verify_call){
                .entry = cell->placements[b].entry % impl->entry_count,
                .dst = stand->buffers.dst + cell->placements[b].dst_offset,
                .src = stand->buffers.src + cell->placements[b].src_offset,
                .bytes = cell->bytes,
                .key = plan->seed, // what buffers_fill() filled src with
                .position = cell->placements[b].src_offset,
            };
    }
    struct verify_options options = efforts[stand->effort];
    options.timed = calls;
    options.timed_count = count;
    options.scratch = stand->buffers.dst;
    options.scratch_bytes = stand->buffers.bytes;
    options.seed = plan->seed;
    options.only = stand->only;
    options.topology = stand->topology;
    options.other = stand->has_other ? &stand->other : NULL;
    bool ok = verify_impl(impl, &options, interrupt, &out->certificate, failure);
    free(calls);
    return ok;
}
