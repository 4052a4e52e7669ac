// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/stand.h"

#include "bench/measure/cold.h"

#include <math.h>
#include <stdlib.h>

size_t stand_largest(const struct plan *plan) {
    size_t largest = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        bool many = cell->condition.mode == MODE_COLD && cell->bytes < COLD_POOL_BYTES;
        size_t bytes = many ? COLD_POOL_BYTES : cell->bytes;
        largest = bytes > largest ? bytes : largest;
    }
    return largest;
}

// How many of the calls that a block of it makes are verified: all, of a mix a part.
static size_t calls_of(const struct plan_cell *cell) {
    switch (cell->condition.mode) {
    case MODE_COLD: return cold_most_calls(cell->bytes);
    case MODE_MIX: return mix_checked_calls(&cell->mix);
    default: return 1;
    }
}

// What verifying takes here: the sweep of small sizes, then a copy and two passes for each call to
// be timed.
static const double sweep_seconds = 0.08, verified_bytes_per_second = 4e9;

double stand_overhead(const struct plan *plan, const struct stand_options *options) {
    double seconds = options->presenting;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        if (!impl_is_copy(cell->impl))
            continue;
        bool is_first = cell->placements == plan->cells[0].placements; // once an implementation
        seconds += (double)(cell->blocks * calls_of(cell)) * plan_mean_bytes(cell) /
                   verified_bytes_per_second;
        seconds += is_first ? sweep_seconds : 0;
    }
    return seconds;
}

// Cuts the plan to the time there is, or says what time there would have to be.
static bool fit_plan(struct plan *plan, const struct stand_options *options,
                     struct failure *failure) {
    double overhead = stand_overhead(plan, options);
    if (options->budget <= 0) {
        if (plan->seconds > options->longest)
            (void)plan_fit(plan, options->longest); // where it can't be, the shortest has to do
        return true;
    }
    if (plan_fit(plan, options->budget - overhead))
        return true;
    return failure_set(failure, EXIT_USAGE,
                       "--budget %g: too little to decide anything (%.0f s are the least for this "
                       "selection; or fewer --sizes or --impl)",
                       options->budget, ceil(plan->seconds + overhead));
}

// Huge pages that nobody has set aside are left out, unless that leaves nothing.
static bool leave_huge_pages(struct plan *plan, struct failure *failure) {
    if (buffers_have_huge(stand_largest(plan)))
        return true;
    plan_drop_pages(plan, PAGE_HUGE);
    return !plan_is_empty(plan) ||
           failure_set(failure, EXIT_USAGE,
                       "--page huge: too few hugetlb pages are free (an administrator sets "
                       "/proc/sys/vm/nr_hugepages; --page thp needs none)");
}

bool stand_plan(const struct stand_options *options, const struct selection *selection,
                struct plan *out, struct failure *failure) {
    if (!plan_make(&options->plan, options->reference, selection->runnable,
                   selection->runnable_count, out, failure))
        return false;
    if (leave_huge_pages(out, failure) && fit_plan(out, options, failure))
        return true;
    plan_free(out);
    return false;
}

bool stand_open(struct stand *out, const struct stand_options *options,
                const struct selection *selection, struct failure *failure) {
    struct plan plan;
    return stand_plan(options, selection, &plan, failure) &&
           stand_open_plan(out, options, &plan, failure);
}

bool stand_open_plan(struct stand *out, const struct stand_options *options, struct plan *plan,
                     struct failure *failure) {
    struct stand s = {
        .effort = options->effort,
        .only = options->only,
        .topology = options->topology,
        .place = options->place,
    };
    s.has_other = topology_other(options->topology, &options->place, &s.other);
    s.plan = *plan;
    *plan = (struct plan){0};
    bool ok = topology_bind_thread(options->topology, &options->place, failure) &&
              buffers_map(&s.buffers, stand_largest(&s.plan), failure) &&
              stand_change_pages(&s, s.plan.cells[0].condition.page, failure);
    if (!ok) {
        stand_close(&s);
        return false;
    }
    *out = s;
    return true;
}

bool stand_change_pages(struct stand *stand, enum page_kind kind, struct failure *failure) {
    if (!buffers_remap(&stand->buffers, kind, failure))
        return false;
    topology_bind_memory(stand->topology, &stand->place, stand->buffers.base, stand->buffers.mapped,
                         stand->memory_note);
    buffers_fill(&stand->buffers, stand->plan.seed);
    return true;
}

void stand_close(struct stand *stand) {
    buffers_unmap(&stand->buffers);
    plan_free(&stand->plan);
    *stand = (struct stand){0};
}

static const struct verify_options efforts[] = {
    [EFFORT_IN_PASSING] =
        {.most = 1000000, .sparse = true, .seconds = 0.04, .steps = 2000, .sequences = 24},
    [EFFORT_QUICK] = {.most = 1000000, .seconds = 0.5, .steps = 12000, .sequences = 64},
    [EFFORT_FULL] = {.most = 1000000,
                     .seconds = 5,
                     .steps = 40000,
                     .sequences = 256,
                     .litmus = true,
                     .far = true},
};

// Checked in passing, the largest copies would take longer than everything else.
static size_t placements_checked(const struct stand *stand, const struct plan_cell *cell) {
    enum { LARGE = 4 << 20, FEW = 1 };
    return stand->effort == EFFORT_IN_PASSING && cell->bytes > LARGE ? FEW : cell->blocks;
}

// The k-th of the calls of a cell's b-th block.
static struct verify_call call_at(const struct stand *stand, const struct impl *impl,
                                  const struct plan_cell *cell, size_t b, size_t k) {
    struct placement at = cell->placements[b];
    size_t bytes = cell->bytes;
    if (cell->condition.mode == MODE_COLD)
        at = cold_place(&at, cell->bytes, k);
    if (cell->condition.mode == MODE_MIX) {
        struct mix_call call = mix_checked_call(&cell->mix, &at, k);
        at.src_offset = call.src_offset;
        at.dst_offset = call.dst_offset;
        bytes = call.bytes;
    }
    return (struct verify_call){
        .entry = at.entry % impl->entry_count,
        .dst = stand->buffers.dst + at.dst_offset,
        .src = stand->buffers.src + at.src_offset,
        .bytes = bytes,
        .key = stand->plan.seed, // what buffers_fill() filled src with
        .position = at.src_offset,
    };
}

struct verify_call *stand_calls(const struct stand *stand, const struct impl *impl, size_t *count) {
    const struct plan *plan = &stand->plan;
    const struct plan_cell *latest = NULL;
    size_t room = 0, latest_blocks = 0;
    for (size_t i = 0; i < plan->cell_count; i++)
        room += plan->cells[i].blocks * calls_of(&plan->cells[i]);
    struct verify_call *calls = calloc(room + 1, sizeof *calls);
    *count = 0;
    for (size_t i = 0; calls != NULL && i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        if (cell->impl != impl && cell->reference != impl && cell->anchor != impl)
            continue;
        // Cells of one size under one condition share their placements; some have but the first.
        size_t checked = placements_checked(stand, cell);
        bool same = latest != NULL && cell->placements == latest->placements;
        size_t first = same ? latest_blocks : 0;
        latest = cell;
        latest_blocks = checked > first ? checked : first;
        for (size_t b = first; b < checked; b++)
            for (size_t k = 0; k < calls_of(cell); k++)
                calls[(*count)++] = call_at(stand, impl, cell, b, k);
    }
    return calls;
}

bool stand_certify(const struct stand *stand, const struct impl *impl, struct interrupt *interrupt,
                   struct result_impl *out, struct failure *failure) {
    *out = result_impl_of(impl);
    size_t count = 0;
    struct verify_call *calls = stand_calls(stand, impl, &count);
    if (calls == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "verify: out of memory");
    struct verify_options options = efforts[stand->effort];
    options.timed = calls;
    options.timed_count = count;
    options.scratch = stand->buffers.dst;
    options.scratch_bytes = stand->buffers.bytes;
    options.seed = stand->plan.seed;
    options.only = stand->only;
    options.topology = stand->topology;
    options.other = stand->has_other ? &stand->other : NULL;
    bool ok = verify_impl(impl, &options, interrupt, &out->certificate, failure);
    free(calls);
    return ok;
}
