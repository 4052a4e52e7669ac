// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A small plan from end to end of the measuring stage. How fast anything is is nobody's business
// here.
#include "bench/measure/measure.h"

#include "tests/unit/race.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>

enum { MOST_TURNS = 8 };

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
    struct turn begun[MOST_TURNS], done[MOST_TURNS];
    size_t begun_count, done_count;
    struct cell_samples samples[MOST_TURNS];
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
    if (!call_loop_map(&stand.loop, &stand.registry, CALL_FAR, 0, &failure) ||
        !buffers_map(&stand.buffers, 4096, &failure) ||
        !sampler_open(&stand.sampler, &stand.plan, &stand.loop, &stand.buffers, &place, &failure)) {
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

static bool is_same_turn(const struct turn *a, const struct turn *b) {
    return a->cell == b->cell && a->block == b->block;
}

static void begin(void *context, const struct turn *turn, struct cell_samples *samples) {
    struct log *log = context;
    assert_in_range(log->begun_count, 0, MOST_TURNS - 1);
    assert_int_equal(samples->calls, 0);
    log->begun[log->begun_count++] = *turn;
}

static void done(void *context, const struct turn *turn, const struct cell_samples *samples) {
    struct log *log = context;
    assert_true(is_same_turn(turn, &log->begun[log->begun_count - 1]));
    log->samples[log->done_count] = *samples;
    log->done[log->done_count++] = *turn;
}

static bool stop(void *context) {
    struct log *log = context;
    return log->stops_asked++ >= log->stop_after;
}

// Of each cell its third block, and of the first another.
static const struct turn some_turns[] = {{0, 2, 0}, {1, 2, 0}, {2, 2, 0}, {3, 2, 0}, {0, 7, 0}};

enum { TURNS = sizeof some_turns / sizeof *some_turns };

static struct log *run(size_t stop_after) {
    struct log *log = calloc(1, sizeof *log);
    struct measure_hooks hooks = {log, begin, done, stop};
    struct failure failure = {0};
    assert_non_null(log);
    log->stop_after = stop_after;
    if (!measure_run(&stand.sampler, some_turns, TURNS, &hooks, &failure))
        fail_msg("%s", failure.text);
    return log;
}

static void assert_block(const struct turn *turn, const struct cell_samples *s) {
    const struct plan_cell *cell = &stand.plan.cells[turn->cell];
    const struct placement *at = &cell->placements[turn->block];
    const struct block *block = &s->blocks[0];
    memcpy_fn *entry = cell->impl->entries[at->entry % cell->impl->entry_count];
    assert_int_equal(s->block_count, 1);
    assert_int_equal(block->src_offset, at->src_offset);
    assert_int_equal(block->dst_offset, at->dst_offset);
    assert_int_equal(block->code_offset, (uintptr_t)entry % 4096);
    assert_int_equal(block->first, 0);
    assert_int_equal(block->count, s->round_count);
    assert_in_range(block->count, 1, cell->rounds_per_block);
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

static void every_turn_yields_its_block(void **state) {
    (void)state;
    struct log *log = run(SIZE_MAX);
    assert_int_equal(stand.plan.cell_count, 4);
    assert_int_equal(log->begun_count, TURNS);
    assert_int_equal(log->done_count, TURNS);
    for (size_t i = 0; i < TURNS; i++) {
        assert_true(is_same_turn(&log->done[i], &some_turns[i]));
        assert_block(&some_turns[i], &log->samples[i]);
        assert_positive(&log->samples[i]);
    }
    free(log);
}

// A turn at the first cell with all the time in the world.
static const struct plan_cell *begin_turn(struct cell_samples *s, size_t block) {
    *s = (struct cell_samples){0};
    sampler_begin(&stand.sampler, &(struct turn){.block = block}, s);
    stand.sampler.deadline = INFINITY;
    return &stand.plan.cells[0];
}

static void a_turn_that_has_time_takes_every_round(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    const struct plan_cell *cell = begin_turn(s, 5);
    for (size_t i = 0; i < cell->rounds_per_block; i++)
        assert_true(sampler_round(&stand.sampler) == s->rounds[i].ns);
    assert_true(sampler_round(&stand.sampler) == 0);
    assert_block(&(struct turn){0, 5, 0}, s);
    assert_int_equal(s->round_count, cell->rounds_per_block);
    free(s);
}

static void a_pace_takes_fewer_rounds_or_more(void **state) {
    (void)state;
    static const struct { double pace, times; } cases[] = {{0.5, 0.5}, {2, 2}, {9, 2}, {1e-9, 0}};
    struct cell_samples *s = malloc(sizeof *s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        stand.sampler.pace = cases[i].pace;
        const struct plan_cell *cell = begin_turn(s, 0);
        double rounds = round(cases[i].times * (double)cell->rounds_per_block);
        while (sampler_round(&stand.sampler) > 0)
            ;
        assert_int_equal(s->round_count, rounds < 1 ? 1 : (size_t)rounds);
    }
    stand.sampler.pace = 1;
    free(s);
}

static void a_cells_later_turns_make_batches_of_as_many_calls(void **state) {
    (void)state;
    struct cell_samples *s = calloc(1, sizeof *s);
    s->calls = 17;
    s->ref_calls = 19;
    sampler_begin(&stand.sampler, &(struct turn){0, 1, 0}, s);
    assert_int_equal(s->calls, 17);
    assert_int_equal(s->ref_calls, 19);
    free(s);
}

static void a_turn_whose_time_is_up_takes_no_round(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    begin_turn(s, 0);
    stand.sampler.deadline = 0;
    assert_true(sampler_round(&stand.sampler) == 0);
    assert_int_equal(s->round_count, 0);
    assert_int_equal(s->block_count, 0);
    free(s);
}

static void copies_land_where_the_plan_says(void **state) {
    (void)state;
    struct cell_samples *s = calloc(1, sizeof *s);
    const struct turn turn = {stand.plan.cell_count - 1, 0, 0};
    const struct plan_cell *cell = &stand.plan.cells[turn.cell];
    const struct placement *at = &cell->placements[0];
    const struct buffers *b = &stand.buffers;
    memset(b->dst, 0, b->bytes);
    sampler_begin(&stand.sampler, &turn, s);
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
    begin_turn(s, 0);
    sampler_round(&stand.sampler);
    assert_true((s->rounds[0].taint & TAINT_MIGRATED) != 0);
    stand.sampler.place.os_index = here;
    free(s);
}

// All rounds of this thread seem to be on another core: each is taken once more, if there is time.
static void tainted_rounds_are_taken_again_while_there_is_time_to_spare(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    unsigned here = stand.sampler.place.os_index;
    stand.sampler.place.os_index = 1U << 20; // no machine has it
    for (int spare = 0; spare < 2; spare++) {
        size_t planned = begin_turn(s, 0)->rounds_per_block;
        assert_int_equal(sampler_most_rounds(&stand.plan.cells[0]), 2 * planned);
        stand.sampler.spare_ns = spare * 1e12;
        while (sampler_round(&stand.sampler) > 0)
            ;
        assert_int_equal(s->round_count, spare == 0 ? planned : 2 * planned);
        assert_true(spare == 0 || stand.sampler.spare_ns < 1e12);
    }
    stand.sampler.spare_ns = 0;
    stand.sampler.place.os_index = here;
    free(s);
}

// A probe that was never so low before makes all others those of a shared core.
static void rounds_on_a_shared_core_are_taken_again(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    size_t planned = begin_turn(s, 0)->rounds_per_block;
    stand.sampler.spare_ns = 1e12;
    stand.sampler.least_probe = 1e-6;
    while (sampler_round(&stand.sampler) > 0)
        ;
    assert_int_equal(s->round_count, 2 * planned);
    stand.sampler.least_probe = INFINITY;
    stand.sampler.spare_ns = 0;
    free(s);
}

// Whoever comes in between is seen by the one or the other.
static void a_round_has_the_larger_probe_of_the_two_around_it(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    begin_turn(s, 0);
    stand.sampler.latest_probe = 1e6;
    sampler_round(&stand.sampler);
    sampler_round(&stand.sampler);
    assert_true(s->rounds[0].probe == 1e6);
    assert_true(s->rounds[1].probe < 1e6 && s->rounds[1].probe >= stand.sampler.latest_probe);
    free(s);
}

// However little time a batch is to have.
static void no_batch_has_fewer_than_the_fewest_calls(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    double planned = stand.plan.cell_seconds;
    assert_non_null(s);
    for (size_t c = 0; c < stand.plan.cell_count; c++) {
        const struct turn turn = {c, 0, 0};
        *s = (struct cell_samples){0};
        sampler_begin(&stand.sampler, &turn, s);
        assert_true(s->calls >= PLAN_FEWEST_CALLS);
        assert_true(s->ref_calls >= PLAN_FEWEST_CALLS);
        stand.plan.cell_seconds = 1e-12;
        *s = (struct cell_samples){0};
        sampler_begin(&stand.sampler, &turn, s);
        stand.plan.cell_seconds = planned;
        assert_int_equal(s->calls, PLAN_FEWEST_CALLS);
        assert_int_equal(s->ref_calls, PLAN_FEWEST_CALLS);
    }
    free(s);
}

// What it leaves constant is restored before anybody else has a turn.
static void a_store_kernel_leaves_src_as_it_was(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    struct plan_cell *cell = &stand.plan.cells[0], was = *cell;
    uint8_t *should = malloc(stand.buffers.bytes);
    assert_non_null(s);
    assert_non_null(should);
    memcpy(should, stand.buffers.src, stand.buffers.bytes);
    cell->impl = find_impl(&stand.registry, "store_sse2");
    begin_turn(s, 0);
    for (unsigned round = 0; round < 4; round++) // either goes first
        assert_true(sampler_round(&stand.sampler) > 0);
    assert_memory_not_equal(stand.buffers.src, should, stand.buffers.bytes);
    sampler_end(&stand.sampler);
    assert_memory_equal(stand.buffers.src, should, stand.buffers.bytes);
    assert_false(s->wrong || s->ref_wrong);
    *cell = was;
    free(should);
    free(s);
}

// However little: the shortest batch is all there is time for.
static void a_share_of_the_time_makes_shorter_batches(void **state) {
    (void)state;
    struct cell_samples *s = malloc(sizeof *s);
    struct plan_cell *cell = &stand.plan.cells[0], was = *cell;
    assert_non_null(s);
    cell->share = 1e-9;
    begin_turn(s, 0);
    *cell = was;
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

// Asked before the turn and before each round: the fifth time ends the first turn after 3 rounds.
static void stopping_ends_the_turn_and_the_race(void **state) {
    (void)state;
    struct log *log = run(4);
    assert_true(stand.plan.cells[0].rounds_per_block > 3);
    assert_int_equal(log->begun_count, 1);
    assert_int_equal(log->done_count, 1);
    assert_in_range(log->samples[0].round_count, 1, 3);
    assert_int_equal(log->stops_asked, 5); // once true, nobody asks again
    free(log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_turn_yields_its_block),
        cmocka_unit_test(a_turn_that_has_time_takes_every_round),
        cmocka_unit_test(a_pace_takes_fewer_rounds_or_more),
        cmocka_unit_test(a_cells_later_turns_make_batches_of_as_many_calls),
        cmocka_unit_test(a_turn_whose_time_is_up_takes_no_round),
        cmocka_unit_test(copies_land_where_the_plan_says),
        cmocka_unit_test(a_thread_on_another_core_taints_its_rounds),
        cmocka_unit_test(tainted_rounds_are_taken_again_while_there_is_time_to_spare),
        cmocka_unit_test(rounds_on_a_shared_core_are_taken_again),
        cmocka_unit_test(a_round_has_the_larger_probe_of_the_two_around_it),
        cmocka_unit_test(no_batch_has_fewer_than_the_fewest_calls),
        cmocka_unit_test(a_store_kernel_leaves_src_as_it_was),
        cmocka_unit_test(a_share_of_the_time_makes_shorter_batches),
        cmocka_unit_test(stopping_at_once_measures_nothing),
        cmocka_unit_test(stopping_ends_the_turn_and_the_race),
    };
    return cmocka_run_group_tests(tests, open_stand, close_stand);
}
