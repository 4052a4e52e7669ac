// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/stand.h"

#include <stdlib.h>

static size_t largest_cell(const struct plan *plan) {
    size_t largest = 0;
    for (size_t i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].bytes > largest)
            largest = plan->cells[i].bytes;
    return largest;
}

bool stand_open(struct stand *out, const struct stand_options *options,
                const struct selection *selection, struct failure *failure) {
    struct stand s = {0};
    bool ok = plan_make(&options->plan, options->reference, selection->runnable,
                        selection->runnable_count, &s.plan, failure) &&
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

bool stand_certify(const struct stand *stand, const struct impl *impl, struct certificate *out,
                   struct failure *failure) {
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
        for (size_t b = 0; b < SAMPLE_BLOCKS; b++)
            calls[count++] = (struct verify_call){
                .entry = cell->placements[b].entry % impl->entry_count,
                .dst = stand->buffers.dst + cell->placements[b].dst_offset,
                .src = stand->buffers.src + cell->placements[b].src_offset,
                .bytes = cell->bytes,
                .key = plan->seed, // what buffers_fill() filled src with
                .position = cell->placements[b].src_offset,
            };
    }
    bool ok = verify_impl(impl, calls, count, plan->seed, out, failure);
    free(calls);
    return ok;
}
