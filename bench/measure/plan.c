// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/plan.h"

#include "bench/measure/buffers.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LINE = 64,
    PAGE = 4096,
    ALIAS_CLEAR = 1024, // bytes that (dst - src) mod PAGE keeps from 0 on either side
};

// Bytes a second that a copy is taken to make before anybody has measured it. Only the number of
// rounds hangs on it.
static const double assumed_speed = 10e9;

// Seconds below which a cell's batches are too short to tell anything: 256 of them, 20 µs each.
static const double shortest_cell = 0.005;

// The strictest alignment that anybody who is to be called asks for, a cache line at least.
static size_t strictest_align(const struct impl *reference, const struct impl *const *impls,
                              size_t count) {
    size_t align = LINE > reference->contract.align ? LINE : reference->contract.align;
    for (size_t i = 0; i < count; i++)
        align = impls[i]->contract.align > align ? impls[i]->contract.align : align;
    return align;
}

// Offsets are multiples of `step`, a power of two from LINE to PAGE. One page stays free at either
// end of the slack, for canaries.
static struct placement draw_placement(const gsl_rng *rng, size_t block, size_t step) {
    size_t pages = BUFFER_SLACK / PAGE - 3;
    size_t in_page = gsl_rng_uniform_int(rng, PAGE / step) * step;
    size_t choices = (PAGE - 2 * ALIAS_CLEAR) / step + 1;
    size_t clear = ALIAS_CLEAR < step ? step : ALIAS_CLEAR; // at PAGE they alias whatever we do
    size_t apart = clear + gsl_rng_uniform_int(rng, step > ALIAS_CLEAR ? 1 : choices) * step;
    return (struct placement){
        .entry = block, // each place in turn: a stratified set, the same in every run
        .src_offset = (1 + gsl_rng_uniform_int(rng, pages)) * PAGE + in_page,
        .dst_offset = (1 + gsl_rng_uniform_int(rng, pages)) * PAGE + (in_page + apart) % PAGE,
    };
}

// Each round makes a warm-up call and a batch, for both arms. A batch has at least
// PLAN_FEWEST_CALLS, so that most of the time goes into timed copies even where a cell has but one
// round a block.
static size_t choose_rounds(size_t bytes, double cell_seconds, double *expected) {
    enum { MOST = SAMPLE_ROUNDS / SAMPLE_BLOCKS / 2 };
    double call = (double)bytes / assumed_speed;
    double round = 2 * (1 + PLAN_FEWEST_CALLS) * call;
    double rounds = cell_seconds / SAMPLE_BLOCKS / round;
    size_t chosen = rounds < 1 ? 1 : rounds > MOST ? MOST : (size_t)rounds;
    double least = round * (double)(chosen * SAMPLE_BLOCKS);
    *expected = least > cell_seconds ? least : cell_seconds;
    return chosen;
}

static void add_cell(struct plan *plan, const struct impl *impl, size_t bytes,
                     const struct placement *placements) {
    if (!contract_allows_size(&impl->contract, bytes) ||
        !contract_allows_size(&plan->reference->contract, bytes))
        return;
    struct plan_cell *cell = &plan->cells[plan->cell_count++];
    *cell = (struct plan_cell){.impl = impl, .bytes = bytes, .placements = placements};
    cell->rounds_per_block = choose_rounds(bytes, plan->cell_seconds, &cell->seconds);
    snprintf(cell->name, sizeof cell->name, "memcpy/%s/%zu", impl->name, bytes);
    plan->seconds += cell->seconds;
}

bool plan_is_empty(const struct plan *plan) {
    for (size_t i = 0; i < plan->cell_count; i++)
        if (impl_is_copy(plan->cells[i].impl))
            return false;
    return true;
}

bool plan_make(const struct plan_options *options, const struct impl *reference,
               const struct impl *const *impls, size_t impl_count, struct plan *out,
               struct failure *failure) {
    size_t sizes = options->sizes.count;
    if (impl_count == 0)
        return failure_set(failure, EXIT_USAGE, "plan: there is nobody to race (see --impl)");
    size_t step = strictest_align(reference, impls, impl_count);
    struct plan plan = {
        .reference = reference,
        .seed = options->seed,
        .cell_seconds = options->cell_seconds,
        .cells = calloc(sizes * impl_count + 1, sizeof *plan.cells),
        .placements = calloc(sizes * SAMPLE_BLOCKS, sizeof *plan.placements),
        .size_count = sizes,
    };
    const struct impl **order = calloc(impl_count, sizeof *order);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    bool ok = plan.cells != NULL && plan.placements != NULL && order != NULL && rng != NULL;
    for (size_t s = 0; ok && s < sizes; s++) {
        struct placement *placements = plan.placements + s * SAMPLE_BLOCKS;
        gsl_rng_set(rng,
                    options->seed ^
                        options->sizes.bytes[s] / LINE); // a size's draw hangs on no other's
        for (size_t b = 0; b < SAMPLE_BLOCKS; b++)
            placements[b] = draw_placement(rng, b, step);
        for (size_t i = 0; i < impl_count; i++)
            order[i] = impls[i];
        gsl_ran_shuffle(rng, order, impl_count, sizeof *order);
        if (s == 0 && options->floor != NULL)
            add_cell(&plan, options->floor, options->sizes.bytes[s], placements);
        for (size_t i = 0; i < impl_count; i++)
            add_cell(&plan, order[i], options->sizes.bytes[s], placements);
    }
    gsl_rng_free(rng);
    free(order);
    if (ok && plan_is_empty(&plan))
        ok = failure_set(
            failure, EXIT_USAGE,
            "plan: no size is within any implementation's contract (see `memcpybench list`)");
    else if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT, "plan: out of memory");
    if (!ok) {
        plan_free(&plan);
        return false;
    }
    *out = plan;
    return true;
}

void plan_free(struct plan *plan) {
    free(plan->cells);
    free(plan->placements);
    *plan = (struct plan){0};
}

void plan_set_cell_seconds(struct plan *plan, double cell_seconds) {
    plan->cell_seconds = cell_seconds;
    plan->seconds = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        struct plan_cell *cell = &plan->cells[i];
        cell->rounds_per_block = choose_rounds(cell->bytes, cell_seconds, &cell->seconds);
        plan->seconds += cell->seconds;
    }
}

bool plan_fit(struct plan *plan, double seconds) {
    double low = shortest_cell, high = seconds > low ? seconds : low;
    plan_set_cell_seconds(plan, low);
    if (plan->seconds > seconds)
        return false;
    for (unsigned i = 0; i < 40; i++) { // the total grows with the time of a cell: bisect
        double middle = (low + high) / 2;
        plan_set_cell_seconds(plan, middle);
        *(plan->seconds > seconds ? &high : &low) = middle;
    }
    plan_set_cell_seconds(plan, low);
    return true;
}

void plan_drop_cell(struct plan *plan, size_t cell) {
    plan->seconds -= plan->cells[cell].seconds;
    plan->cell_count--;
    for (size_t i = cell; i < plan->cell_count; i++)
        plan->cells[i] = plan->cells[i + 1];
}

void plan_drop(struct plan *plan, const struct impl *impl) {
    for (size_t i = plan->cell_count; i-- > 0;)
        if (plan->cells[i].impl == impl)
            plan_drop_cell(plan, i);
}
