// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Plans of pairs: who is paired with whom, where, and for how long.
#include "bench/measure/plan_pairs.h"

#include "bench/measure/buffers.h"
#include "tests/unit/race.h"

static struct impl base = {.name = "base", .contract = {.align = 1, .granule = 1}},
                   candidate = {.name = "candidate", .contract = {.align = 256, .granule = 64}},
                   anchor = {.name = "anchor", .contract = {.align = 1, .granule = 128}};

static const struct plan_pair pairs[] = {{&base, &candidate, 64},
                                         {&base, &base, 128},
                                         {&candidate, &base, 128},
                                         {&base, &candidate, 16 << 20}};

enum { PAIRS = sizeof pairs / sizeof *pairs };

static struct plan make(double seconds, uint32_t seed) {
    const struct plan_pairs_options options = {.pairs = pairs,
                                               .pair_count = PAIRS,
                                               .anchor = &anchor,
                                               .cell_seconds = seconds,
                                               .blocks = 20,
                                               .blocks_large = 6,
                                               .rounds_least = 5,
                                               .rounds_most = 8,
                                               .seed = seed};
    struct plan plan;
    struct failure failure = {0};
    if (!plan_make_pairs(&options, &plan, &failure))
        fail_msg("%s", failure.text);
    for (size_t i = 0; i < plan.cell_count; i++)
        if (plan.cells[i].anchor != NULL)
            assert_true(plan_pairs_seconds(&options, plan.cells[i].bytes) == plan.cells[i].seconds);
    return plan;
}

static void each_pair_is_a_cell(void **state) {
    (void)state;
    struct plan plan = make(0.1, 1);
    double seconds = 0;
    assert_int_equal(plan.cell_count, PAIRS);
    for (size_t i = 0; i < PAIRS; i++) {
        const struct plan_cell *cell = &plan.cells[i];
        assert_ptr_equal(cell->impl, pairs[i].candidate);
        assert_ptr_equal(cell->reference, pairs[i].reference);
        assert_int_equal(cell->bytes, pairs[i].bytes);
        assert_int_equal(cell->number, i + 1);
        assert_ptr_equal(cell->anchor, pairs[i].bytes % 128 == 0 ? &anchor : NULL);
        assert_int_equal(cell->blocks, pairs[i].bytes > SAMPLE_LARGE ? 6 : 20);
        assert_int_equal(cell->rounds_per_block, pairs[i].bytes > SAMPLE_LARGE ? 5 : 8);
        seconds += cell->seconds;
    }
    assert_true(seconds == plan.seconds);
    assert_true(plan.cells[0].seconds == 0.1);
    assert_true(plan.cells[3].seconds > 0.5); // 30 rounds of 18 copies of 16 MiB
    assert_string_equal(plan.cells[0].name, "gate/candidate/64");
    plan_free(&plan);
}

static void pairs_of_a_size_share_their_placements(void **state) {
    (void)state;
    struct plan plan = make(0.1, 1);
    assert_ptr_equal(plan.cells[1].placements, plan.cells[2].placements);
    assert_ptr_not_equal(plan.cells[0].placements, plan.cells[1].placements);
    for (size_t i = 0; i < PAIRS; i++) {
        bool seen[20] = {false};
        for (size_t b = 0; b < plan.cells[i].blocks; b++) {
            const struct placement *at = &plan.cells[i].placements[b];
            assert_int_equal(at->src_offset % 256, 0); // as the candidate wants it
            assert_int_equal(at->dst_offset % 256, 0);
            assert_in_range((at->dst_offset - at->src_offset) % 4096, 1024, 3072);
            assert_in_range(at->src_offset, 4096, BUFFER_SLACK - 4096);
            assert_in_range(at->entry, 0, plan.cells[i].blocks - 1);
            assert_false(seen[at->entry]);
            seen[at->entry] = true;
        }
    }
    plan_free(&plan);
}

static void another_seed_has_other_placements(void **state) {
    (void)state;
    struct plan a = make(0.1, 1), b = make(0.1, 1), c = make(0.1, 2);
    size_t differ = 0;
    for (size_t i = 0; i < 20; i++) {
        assert_memory_equal(&a.cells[0].placements[i], &b.cells[0].placements[i],
                            sizeof(struct placement));
        differ += a.cells[0].placements[i].src_offset != c.cells[0].placements[i].src_offset;
    }
    assert_in_range(differ, 10, 20);
    plan_free(&a);
    plan_free(&b);
    plan_free(&c);
}

static void more_time_is_more_rounds_up_to_a_limit(void **state) {
    (void)state;
    struct plan slow = make(1, 1), quick = make(1e-9, 1);
    assert_int_equal(slow.cells[3].rounds_per_block, 5); // 5 rounds take 0.9 s
    assert_int_equal(slow.cells[1].rounds_per_block, 8);
    assert_int_equal(quick.cells[1].rounds_per_block, 5);
    plan_free(&slow);
    plan_free(&quick);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pair_is_a_cell),
        cmocka_unit_test(pairs_of_a_size_share_their_placements),
        cmocka_unit_test(another_seed_has_other_placements),
        cmocka_unit_test(more_time_is_more_rounds_up_to_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
