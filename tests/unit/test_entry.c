// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What an entry's place in a cache line costs, and when that can be told.
#include "bench/analyse/entry.h"

#include "tests/unit/made_result.h"

#include <math.h>

static const double alone = 0.2; // what made samples' probes read

static void assert_near(double value, double expected) {
    if (fabs(value - expected) > 1e-9)
        fail_msg("%.12g is not %.12g", value, expected);
}

// Twelve blocks of two rounds, the entry at 0, 16, 32, 48, 0 and so on, in lines of their own; the
// reference takes 6 ns.
static struct cell_samples twelve(const double ns[12]) {
    struct cell_samples s = made_samples(12, 2, 1, 6);
    for (size_t b = 0; b < s.block_count; b++) {
        s.blocks[b].code_offset = 64 * b + 16 * (b % 4);
        for (size_t i = s.blocks[b].first; i < s.blocks[b].first + s.blocks[b].count; i++)
            s.rounds[i].ns = ns[b];
    }
    return s;
}

static void blocks_are_put_together_by_their_entry(void **state) {
    (void)state;
    static const double ns[] = {2, 3, 4, 2, 2, 3, 5, 2, 2, 3, 6, 2};
    const struct cell_samples s = twelve(ns);
    struct entries e;
    entry_list(&s, alone, &e);
    assert_int_equal(e.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(e.list[i].offset, 16 * i);
        assert_int_equal(e.list[i].blocks, 3);
    }
    assert_near(e.list[0].ratio, 3);
    assert_near(e.list[1].ratio, 2);
    assert_near(e.list[2].ratio, 6.0 / 5);
    assert_near(e.list[2].slowest, 1);
    assert_near(e.list[2].fastest, 1.5);
    assert_near(e.loss, 1.5); // 5 ns are 1.5 times 2 ns more than those
    assert_true(e.told);
}

// One block in which the slow entry was as fast as the fast one ever was.
static void what_overlaps_is_not_told(void **state) {
    (void)state;
    static const double ns[] = {2, 2, 4, 2, 2, 2, 4, 2, 2, 2, 2, 2};
    const struct cell_samples s = twelve(ns);
    struct entries e;
    entry_list(&s, alone, &e);
    assert_near(e.loss, 1);
    assert_false(e.told);
}

static void rounds_that_do_not_count_have_no_say(void **state) {
    (void)state;
    static const double ns[] = {2, 2, 4, 2, 2, 2, 4, 2, 2, 2, 4, 2};
    struct cell_samples s = twelve(ns);
    struct entries e;
    s.rounds[0].ns = 9;
    s.rounds[0].taint = TAINT_PREEMPTED;
    s.rounds[2].ns = 9;
    s.rounds[2].probe = 2 * alone;
    entry_list(&s, alone, &e);
    assert_near(e.list[0].ratio, 3);
    assert_near(e.list[1].slowest, 3);
    s.rounds[3].probe = 2 * alone; // all of that block
    entry_list(&s, alone, &e);
    assert_int_equal(e.count, 3); // two blocks are too few
    assert_int_equal(e.list[1].offset, 32);
}

static void code_of_one_place_loses_nothing(void **state) {
    (void)state;
    struct cell_samples s = made_samples(16, 3, 4, 5);
    struct entries e;
    for (size_t b = 0; b < s.block_count; b++)
        s.blocks[b].code_offset = 100;
    entry_list(&s, alone, &e);
    assert_int_equal(e.count, 1);
    assert_int_equal(e.list[0].offset, 36);
    assert_near(e.loss, 0);
    assert_false(e.told);
    s.block_count = 0;
    entry_list(&s, alone, &e);
    assert_int_equal(e.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_put_together_by_their_entry),
        cmocka_unit_test(what_overlaps_is_not_told),
        cmocka_unit_test(rounds_that_do_not_count_have_no_say),
        cmocka_unit_test(code_of_one_place_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
