// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Samples by themselves: adding them up, and which were taken off their core.
#include "bench/measure/sample.h"

#include "tests/unit/unit.h"

#include <stdlib.h>

// Four rounds each; those of the second and the last have a higher probe.
static struct cell_samples four_blocks(void) {
    struct cell_samples s = {.block_count = 4, .round_count = 16};
    for (size_t i = 0; i < 16; i++)
        s.rounds[i] = (struct round){.ns = 1, .ref_ns = 1, .probe = i / 4 % 2 == 1 ? 0.5 : 0.25};
    for (size_t b = 0; b < 4; b++)
        s.blocks[b] = (struct block){.first = 4 * b, .count = 4};
    return s;
}

static void parts_of_a_cell_add_up(void **state) {
    (void)state;
    struct cell_samples all = {0}, one = four_blocks(), *full = calloc(1, sizeof *full);
    one.calls = 7;
    one.ref_calls = 9;
    one.cpu_ns = 10;
    assert_true(cell_samples_append(&all, &one));
    one.cpu_ns = 40;
    one.ref_wrong = true;
    assert_true(cell_samples_append(&all, &one));
    assert_int_equal(all.block_count, 8);
    assert_int_equal(all.round_count, 32);
    assert_int_equal(all.blocks[5].first, 20);
    assert_int_equal(all.calls, 7);
    assert_int_equal(all.ref_calls, 9);
    assert_true(all.cpu_ns == 25 && all.ref_wrong && !all.wrong);
    assert_true(all.rounds[20].probe == 0.5 && all.rounds[15].probe == 0.5);
    full->block_count = SAMPLE_BLOCKS_MOST - 3;
    assert_false(cell_samples_append(full, &one));
    assert_int_equal(full->round_count, 0);
    full->block_count = 0;
    full->round_count = SAMPLE_ROUNDS - 15;
    assert_false(cell_samples_append(full, &one));
    free(full);
}

// 50 us, or half a percent of what took longer than 10 ms.
static void a_batch_off_its_core_is_preempted(void **state) {
    (void)state;
    assert_false(sample_was_preempted(200e3, 50e3));
    assert_true(sample_was_preempted(200e3, 50001));
    assert_false(sample_was_preempted(20e6, 100e3));
    assert_true(sample_was_preempted(20e6, 100001));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_a_cell_add_up),
        cmocka_unit_test(a_batch_off_its_core_is_preempted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
