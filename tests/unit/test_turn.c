// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// In what order cells are measured, and which blocks again.
#include "bench/measure/turn.h"

#include "tests/unit/race.h"

static struct registry registry;
static struct plan plan;

enum { CELLS = 12, SIZES = 2, PASSES = 3 };

static int open_plan(void **state) {
    (void)state;
    static const char *const names[] = {"glibc",     "rep_movsb", "rep_movsq",
                                        "sse2_loop", "c_bytes",   "sse2_inline"};
    static size_t sizes[SIZES] = {64, 128};
    const struct impl *impls[CELLS / SIZES];
    struct plan_options options = {.sizes = {sizes, SIZES}, .cell_seconds = 0.01, .seed = 3};
    struct failure failure = {0};
    registry = open_registry(&asm_blobs, cpu_detect());
    for (size_t i = 0; i < COUNT_OF(impls); i++)
        impls[i] = find_impl(&registry, names[i]);
    return plan_make(&options, impls[0], impls, COUNT_OF(impls), &plan, &failure) ? 0 : 1;
}

static int close_plan(void **state) {
    (void)state;
    plan_free(&plan);
    registry_close(&registry);
    return 0;
}

// All turns of a pass, but for those at cells that the mask leaves out.
static size_t order(size_t pass, unsigned left_out, struct turn out[CELLS]) {
    size_t count = 0;
    for (size_t i = 0; i < CELLS; i++)
        if ((left_out >> i & 1) == 0)
            out[count++] = (struct turn){.cell = i, .block = pass};
    assert_true(turn_shuffle(&plan, pass, out, count));
    return count;
}

static void a_pass_takes_every_cell_once_and_sizes_in_order(void **state) {
    (void)state;
    assert_int_equal(plan.cell_count, CELLS);
    for (size_t pass = 0; pass < PASSES; pass++) {
        struct turn turns[CELLS];
        unsigned seen = 0;
        assert_int_equal(order(pass, 0, turns), CELLS);
        for (size_t i = 0; i < CELLS; i++) {
            assert_int_equal(turns[i].block, pass);
            assert_int_equal(plan.cells[turns[i].cell].bytes, i < CELLS / SIZES ? 64 : 128);
            seen |= 1U << turns[i].cell;
        }
        assert_int_equal(seen, (1U << CELLS) - 1);
    }
}

static void passes_differ_in_their_order(void **state) {
    (void)state;
    struct turn a[CELLS], b[CELLS], again[CELLS];
    order(0, 0, a);
    order(1, 0, b);
    order(0, 0, again);
    assert_memory_equal(a, again, sizeof a);
    size_t same = 0;
    for (size_t i = 0; i < CELLS; i++)
        same += a[i].cell == b[i].cell;
    assert_true(same < CELLS);
}

// As a race that was broken off goes on.
static void those_that_are_left_keep_their_order(void **state) {
    (void)state;
    struct turn all[CELLS], rest[CELLS];
    const unsigned left_out = 0x2d3;
    order(2, 0, all);
    size_t count = order(2, left_out, rest), next = 0;
    for (size_t i = 0; i < CELLS; i++)
        if ((left_out >> all[i].cell & 1) == 0)
            assert_int_equal(all[i].cell, rest[next++].cell);
    assert_int_equal(next, count);
}

// Of four blocks, of which the second and the last were shared.
static struct cell_samples two_disturbed(void) {
    struct cell_samples s = {.block_count = 4, .round_count = 16};
    for (size_t i = 0; i < 16; i++)
        s.rounds[i] = (struct round){.ns = 1, .ref_ns = 1, .probe = i / 4 % 2 == 1 ? 0.5 : 0.25};
    for (size_t b = 0; b < 4; b++)
        s.blocks[b] = (struct block){.src_offset = 64 * b, .first = 4 * b, .count = 4};
    return s;
}

static const struct placement places[] = {{0, 0, 0}, {1, 64, 0}, {2, 128, 0}, {3, 192, 0}};
static const struct plan_cell cell = {
    .placements = places, .blocks = COUNT_OF(places), .rounds_per_block = 4, .seconds = 2};

static void blocks_of_a_shared_core_are_owed(void **state) {
    (void)state;
    struct cell_samples s = two_disturbed();
    size_t next = 99;
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 2);
    assert_int_equal(next, 1);
    assert_int_equal(turn_owed(&cell, &s, 0.6, &next), 0);
    s.rounds[12].probe = 0.25; // one in four will do
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 1);
    s.rounds[12].taint = TAINT_PREEMPTED;
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 2);
}

// A block at the second placement, alone on its core or not.
static struct cell_samples another(double probe) {
    struct cell_samples s = {.block_count = 1, .round_count = 1};
    s.blocks[0] = (struct block){.src_offset = 64, .count = 1};
    s.rounds[0].probe = probe;
    return s;
}

static void what_was_gone_back_to_is_not_owed(void **state) {
    (void)state;
    struct cell_samples s = two_disturbed(), alone = another(0.25);
    size_t next = 99;
    assert_true(cell_samples_append(&s, &alone));
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 1);
    assert_int_equal(next, 3);
    assert_true(cell_samples_append(&s, &alone));
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 0);
}

static void what_was_disturbed_again_is_owed_again(void **state) {
    (void)state;
    struct cell_samples s = two_disturbed(), alone = another(0.25), shared = another(0.5);
    size_t next = 99;
    assert_true(cell_samples_append(&s, &shared) && cell_samples_append(&s, &alone));
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 1);
    assert_int_equal(next, 1);
    assert_true(cell_samples_append(&s, &alone));
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 0);
}

static void nothing_is_owed_where_there_is_no_room(void **state) {
    (void)state;
    struct cell_samples s = two_disturbed();
    size_t next = 99;
    s.round_count = SAMPLE_ROUNDS - 2 * cell.rounds_per_block;
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 2);
    s.round_count++;
    assert_int_equal(turn_owed(&cell, &s, 0.3, &next), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pass_takes_every_cell_once_and_sizes_in_order),
        cmocka_unit_test(passes_differ_in_their_order),
        cmocka_unit_test(those_that_are_left_keep_their_order),
        cmocka_unit_test(blocks_of_a_shared_core_are_owed),
        cmocka_unit_test(what_was_gone_back_to_is_not_owed),
        cmocka_unit_test(what_was_disturbed_again_is_owed_again),
        cmocka_unit_test(nothing_is_owed_where_there_is_no_room),
    };
    return cmocka_run_group_tests(tests, open_plan, close_plan);
}
