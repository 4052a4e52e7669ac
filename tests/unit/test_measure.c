// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A small plan from end to end of the measuring stage. How fast anything is is nobody's business
// here.
#include "bench/measure/measure.h"

#include "tests/unit/race.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>

enum { MOST_CELLS = 8 };

static const double core_hz = 2e9; // any will do: only the probe's unit hangs on it

static size_t two_sizes[] = {64, 4096};

struct stand {
    struct registry registry;
    struct plan plan;
    struct call_loop loop;
    struct buffers buffers;
    struct sampler sampler;
};

static struct stand stand;

// What the hooks saw.
struct log {
    size_t begun[MOST_CELLS], begun_count;
    size_t done[MOST_CELLS], done_count;
    struct cell_samples samples[MOST_CELLS];
    size_t stops_asked, stop_after; // true once it was asked more often
};

// Long enough that a busy machine does not use up a cell's time before its first round.
static void open_plan(struct failure *failure) {
    const struct impl *impls[] = {find_impl(&stand.registry, "rep_movsb"),
                                  find_impl(&stand.registry, "sse2_inline")};
    struct plan_options options = {.sizes = {two_sizes, 2}, .cell_seconds = 0.05, .seed = 5};
    if (!plan_make(&options, find_impl(&stand.registry, "glibc"), impls, 2, &stand.plan, failure))
        fail_msg("%s", failure->text);
}

static int open_stand(void **state) {
    (void)state;
    struct failure failure = {0};
    stand.registry = open_registry(&asm_blobs, cpu_detect());
    open_plan(&failure);
    struct cpu_place place = {.os_index = (unsigned)sched_getcpu()};
    if (!call_loop_map(&stand.loop, &stand.registry, CALL_FAR, &failure) ||
        !buffers_map(&stand.buffers, 4096, &failure) ||
        !sampler_open(&stand.sampler, &stand.plan, &stand.loop, &stand.buffers, &place, core_hz, 0,
                      &failure)) {
        print_error("%s\n", failure.text);
        return 1;
    }
    buffers_fill(&stand.buffers, 5);
    return 0;
}

static int close_stand(void **state) {
    (void)state;
    sampler_close(&stand.sampler);
    buffers_unmap(&stand.buffers);
    call_loop_unmap(&stand.loop);
    plan_free(&stand.plan);
    registry_close(&stand.registry);
    return 0;
}

static void begin(void *context, size_t cell) {
    struct log *log = context;
    assert_in_range(cell, 0, MOST_CELLS - 1);
    log->begun[log->begun_count++] = cell;
}

static void done(void *context, size_t cell, const struct cell_samples *samples) {
    struct log *log = context;
    assert_int_equal(cell, log->begun[log->begun_count - 1]);
    log->samples[cell] = *samples;
    log->done[log->done_count++] = cell;
}

static bool stop(void *context) {
    struct log *log = context;
    return log->stops_asked++ >= log->stop_after;
}

static struct log *run(size_t stop_after) {
    struct log *log = calloc(1, sizeof *log);
    struct measure_hooks hooks = {log, begin, done, stop};
    struct failure failure = {0};
    assert_non_null(log);
    log->stop_after = stop_after;
    if (!measure_run(&stand.sampler, &hooks, &failure))
        fail_msg("%s", failure.text);
    return log;
}

static void assert_block(const struct plan_cell *cell, const struct cell_samples *s, size_t b) {
    const struct placement *at = &cell->placements[b];
    const struct block *block = &s->blocks[b];
    memcpy_fn *entry = cell->impl->entries[at->entry % cell->impl->entry_count];
    assert_int_equal(block->src_offset, at->src_offset);
    assert_int_equal(block->dst_offset, at->dst_offset);
    assert_int_equal(block->code_offset, (uintptr_t)entry % 4096);
    assert_int_equal(block->first, b * cell->rounds_per_block);
    assert_true(block->count >= 1 && block->count <= cell->rounds_per_block);
}

static void assert_positive(const struct cell_samples *s) {
    for (size_t i = 0; i < s->round_count; i++) {
        const struct round *round = &s->rounds[i];
        assert_true(isfinite(round->ns) && round->ns > 0);
        assert_true(isfinite(round->ref_ns) && round->ref_ns > 0);
        assert_true(isfinite(round->probe) && round->probe > 0);
        assert_int_equal(round->taint & ~7U, 0);
    }
    assert_true(s->cpu_ns > 0);
    assert_true(cell_samples_timed_seconds(s) > 0);
}

// A machine that is very busy may run out of a cell's time, so that the last blocks may lack.
static void every_cell_yields_blocks_and_rounds_as_planned(void **state) {
    (void)state;
    struct log *log = run(SIZE_MAX);
    assert_int_equal(stand.plan.cell_count, 4);
    assert_int_equal(log->begun_count, 4);
    assert_int_equal(log->done_count, 4);
    for (size_t c = 0; c < 4; c++) {
        const struct plan_cell *cell = &stand.plan.cells[c];
        const struct cell_samples *s = &log->samples[c];
        size_t rounds = 0;
        assert_int_equal(log->begun[c], c);
        assert_int_equal(log->done[c], c);
        for (size_t b = 0; b < s->block_count; b++) {
            assert_block(cell, s, b);
            rounds += s->blocks[b].count;
        }
        assert_int_equal(s->round_count, rounds);
        assert_in_range(rounds, 1, SAMPLE_BLOCKS * cell->rounds_per_block);
        assert_positive(s);
    }
    free(log);
}

static void a_cell_that_has_time_takes_every_round(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    const struct plan_cell *cell = &stand.plan.cells[0];
    sampler_begin(&stand.sampler, cell, s);
    stand.sampler.deadline = INFINITY;
    for (size_t i = 0; i < SAMPLE_BLOCKS * cell->rounds_per_block; i++)
        assert_true(sampler_round(&stand.sampler) == s->rounds[i].ns);
    assert_int_equal(s->block_count, SAMPLE_BLOCKS);
    assert_int_equal(s->round_count, SAMPLE_BLOCKS * cell->rounds_per_block);
    for (size_t b = 0; b < SAMPLE_BLOCKS; b++) {
        assert_block(cell, s, b);
        assert_int_equal(s->blocks[b].count, cell->rounds_per_block);
    }
    free(s);
}

static void a_cell_whose_time_is_up_takes_no_round(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    sampler_begin(&stand.sampler, &stand.plan.cells[0], s);
    stand.sampler.deadline = 0;
    assert_true(sampler_round(&stand.sampler) == 0);
    assert_int_equal(s->round_count, 0);
    assert_int_equal(s->block_count, 0);
    free(s);
}

static void copies_land_where_the_plan_says(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    const struct plan_cell *cell = &stand.plan.cells[stand.plan.cell_count - 1];
    const struct placement *at = &cell->placements[0];
    const struct buffers *b = &stand.buffers;
    memset(b->dst, 0, b->bytes);
    sampler_begin(&stand.sampler, cell, s);
    sampler_round(&stand.sampler);
    assert_memory_equal(b->dst + at->dst_offset, b->src + at->src_offset, cell->bytes);
    assert_true(at->dst_offset == 0 || b->dst[at->dst_offset - 1] == 0);
    assert_int_equal(b->dst[at->dst_offset + cell->bytes], 0);
    free(s);
}

static void a_thread_on_another_core_taints_its_rounds(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    unsigned here = stand.sampler.place.os_index;
    stand.sampler.place.os_index = 1U << 20; // no machine has it
    sampler_begin(&stand.sampler, &stand.plan.cells[0], s);
    sampler_round(&stand.sampler);
    assert_true((s->rounds[0].taint & TAINT_MIGRATED) != 0);
    stand.sampler.place.os_index = here;
    free(s);
}

// All rounds of this thread seem to be on another core: each is taken once more, if there is time.
static void tainted_rounds_are_taken_again_while_there_is_time_to_spare(void **state) {
    (void)state;
    const struct plan_cell *cell = &stand.plan.cells[0];
    size_t planned = SAMPLE_BLOCKS * cell->rounds_per_block;
    struct cell_samples *s = malloc(sizeof *s);
    unsigned here = stand.sampler.place.os_index;
    stand.sampler.place.os_index = 1U << 20; // no machine has it
    assert_int_equal(sampler_most_rounds(cell), 2 * planned);
    for (int spare = 0; spare < 2; spare++) {
        sampler_begin(&stand.sampler, cell, s);
        stand.sampler.deadline = INFINITY;
        stand.sampler.spare_ns = spare * 1e12;
        for (size_t i = 0; i < 2 * planned; i++)
            sampler_round(&stand.sampler);
        assert_int_equal(s->block_count, SAMPLE_BLOCKS);
        assert_int_equal(s->round_count, spare == 0 ? planned : 2 * planned);
        assert_true(spare == 0 || stand.sampler.spare_ns < 1e12);
    }
    stand.sampler.spare_ns = 0;
    stand.sampler.place.os_index = here;
    free(s);
}

// A probe that was never so fast before makes all others those of a shared core.
static void rounds_on_a_shared_core_are_taken_again(void **state) {
    (void)state;
    const struct plan_cell *cell = &stand.plan.cells[0];
    size_t planned = SAMPLE_BLOCKS * cell->rounds_per_block;
    struct cell_samples *s = malloc(sizeof *s);
    sampler_begin(&stand.sampler, cell, s);
    stand.sampler.deadline = INFINITY;
    stand.sampler.spare_ns = 1e12;
    stand.sampler.least_probe = 1e-6;
    for (size_t i = 0; i < 2 * planned; i++)
        sampler_round(&stand.sampler);
    assert_int_equal(s->round_count, 2 * planned);
    stand.sampler.least_probe = INFINITY;
    stand.sampler.spare_ns = 0;
    free(s);
}

// However little time a batch is to have.
static void no_batch_has_fewer_than_the_fewest_calls(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    double planned = stand.plan.cell_seconds;
    assert_non_null(s);
    for (size_t c = 0; c < stand.plan.cell_count; c++) {
        sampler_begin(&stand.sampler, &stand.plan.cells[c], s);
        assert_true(stand.sampler.samples->calls >= PLAN_FEWEST_CALLS);
        assert_true(stand.sampler.samples->ref_calls >= PLAN_FEWEST_CALLS);
        stand.plan.cell_seconds = 1e-12;
        sampler_begin(&stand.sampler, &stand.plan.cells[c], s);
        stand.plan.cell_seconds = planned;
        assert_int_equal(stand.sampler.samples->calls, PLAN_FEWEST_CALLS);
        assert_int_equal(stand.sampler.samples->ref_calls, PLAN_FEWEST_CALLS);
    }
    free(s);
}

// What it leaves constant is restored before anybody else is timed: the reference of its own round
// copies what all others copy.
static void a_store_kernel_leaves_src_as_it_was(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    struct plan_cell cell = stand.plan.cells[0];
    const struct placement *at = &cell.placements[0];
    uint8_t *should = malloc(stand.buffers.bytes);
    assert_non_null(s);
    assert_non_null(should);
    memcpy(should, stand.buffers.src, stand.buffers.bytes);
    cell.impl = find_impl(&stand.registry, "store_sse2");
    cell.share = 1;
    sampler_begin(&stand.sampler, &cell, s);
    for (unsigned round = 0; round < 4; round++) // either goes first
        assert_true(sampler_round(&stand.sampler) > 0);
    assert_memory_equal(stand.buffers.src, should, stand.buffers.bytes);
    assert_false(s->wrong || s->ref_wrong);
    memset(stand.buffers.dst + at->dst_offset, 0, cell.bytes);
    stand.sampler.plan->reference->entries[0](stand.buffers.dst + at->dst_offset,
                                              stand.buffers.src + at->src_offset, cell.bytes);
    assert_memory_equal(stand.buffers.dst + at->dst_offset, should + at->src_offset, cell.bytes);
    free(should);
    free(s);
}

// However little: the shortest batch is all there is time for.
static void a_share_of_the_time_makes_shorter_batches(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    struct plan_cell cell = stand.plan.cells[0];
    assert_non_null(s);
    cell.share = 1e-9;
    sampler_begin(&stand.sampler, &cell, s);
    assert_int_equal(s->calls, PLAN_FEWEST_CALLS);
    assert_int_equal(s->ref_calls, PLAN_FEWEST_CALLS);
    free(s);
}

static void stopping_at_once_measures_nothing(void **state) {
    (void)state;
    struct log *log = run(0);
    assert_int_equal(log->begun_count, 0);
    assert_int_equal(log->done_count, 0);
    free(log);
}

// Asked before the cell and before each round: the tenth time ends the first cell after 8 rounds.
static void stopping_ends_the_cell_and_the_race(void **state) {
    (void)state;
    struct log *log = run(9);
    assert_true(stand.plan.cells[0].rounds_per_block * SAMPLE_BLOCKS > 8);
    assert_int_equal(log->begun_count, 1);
    assert_int_equal(log->done_count, 1);
    assert_in_range(log->samples[0].round_count, 1, 8);
    assert_int_equal(log->stops_asked, 10); // once true, nobody asks again
    free(log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_yields_blocks_and_rounds_as_planned),
        cmocka_unit_test(a_cell_that_has_time_takes_every_round),
        cmocka_unit_test(a_cell_whose_time_is_up_takes_no_round),
        cmocka_unit_test(copies_land_where_the_plan_says),
        cmocka_unit_test(a_thread_on_another_core_taints_its_rounds),
        cmocka_unit_test(tainted_rounds_are_taken_again_while_there_is_time_to_spare),
        cmocka_unit_test(rounds_on_a_shared_core_are_taken_again),
        cmocka_unit_test(no_batch_has_fewer_than_the_fewest_calls),
        cmocka_unit_test(a_store_kernel_leaves_src_as_it_was),
        cmocka_unit_test(a_share_of_the_time_makes_shorter_batches),
        cmocka_unit_test(stopping_at_once_measures_nothing),
        cmocka_unit_test(stopping_ends_the_cell_and_the_race),
    };
    return cmocka_run_group_tests(tests, open_stand, close_stand);
}
