// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What is planned under several conditions: where buffers lie, who is left out, in which order.
#include "bench/measure/plan.h"

#include "bench/measure/buffers.h"
#include "tests/unit/race.h"

#include <stdbool.h>

static struct registry registry; // fixture_blobs
static size_t two_sizes[] = {64, 4096};

static int open_fixture(void **state) {
    (void)state;
    registry = open_registry(&fixture_blobs, CPU_BIT(CPU_FEATURES) - 1);
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    registry_close(&registry);
    return 0;
}

static struct condition of(enum mode mode, size_t align, int delta, enum page_kind page) {
    return (struct condition){
        .mode = mode, .align = align, .delta = delta, .src_mod = CONDITION_DRAWN, .page = page};
}

// glibc and one that asks for pointers to be multiples of `asked`.
static struct plan make(const struct condition *conditions, size_t count, uint32_t seed,
                        struct impl *picky, size_t asked) {
    *picky = *find_impl(&registry, "code_align64");
    picky->contract.align = asked;
    const struct impl *impls[] = {find_impl(&registry, "glibc"), picky};
    struct plan_options options = {.sizes = {two_sizes, 2},
                                   .cell_seconds = 0.01,
                                   .seed = seed,
                                   .conditions = conditions,
                                   .condition_count = count};
    struct plan plan;
    struct failure failure = {0};
    if (!plan_make(&options, impls[0], impls, 2, &plan, &failure))
        fail_msg("%s", failure.text);
    return plan;
}

static void assert_placed(const struct placement *p, const struct condition *c) {
    size_t apart = (p->dst_offset - p->src_offset) % 4096;
    assert_in_range(p->src_offset, 4096, BUFFER_SLACK - 4096);
    assert_in_range(p->dst_offset, 4096, BUFFER_SLACK - 4096);
    assert_int_equal(p->src_offset % c->align, 0);
    assert_int_equal(p->dst_offset % c->align, 0);
    if (c->delta == CONDITION_DRAWN)
        assert_in_range(apart, 1024, 3072);
    else
        assert_int_equal(apart, c->delta);
    if (condition_is_map(c))
        assert_int_equal(p->src_offset % 64, c->src_mod);
    else if (c->align < 64)
        assert_int_equal(p->src_offset % (2 * c->align), c->align);
    if (c->align < 64 && c->delta == CONDITION_DRAWN)
        assert_int_equal(p->dst_offset % (2 * c->align), c->align);
}

static void pointers_are_as_aligned_and_as_far_apart_as_asked_and_no_more(void **state) {
    (void)state;
    static const int deltas[] = {CONDITION_DRAWN, 0, 64, 4032};
    struct impl picky;
    for (size_t align = 1; align <= 2048; align *= 2)
        for (size_t d = 0; d < COUNT_OF(deltas); d++)
            for (uint32_t seed = 0; seed < 40; seed++) {
                struct condition c = of(MODE_HOT, align, deltas[d], PAGE_THP);
                if (!condition_is_sound(&c))
                    continue;
                struct plan plan = make(&c, 1, seed, &picky, 1);
                for (size_t i = 0; i < plan.size_count * SAMPLE_BLOCKS; i++)
                    assert_placed(&plan.placements[i], &c);
                plan_free(&plan);
            }
}

static void a_maps_pointers_lie_where_it_says(void **state) {
    (void)state;
    struct impl picky;
    for (unsigned src = 0; src < 64; src += 4)
        for (unsigned dst = 0; dst < 64; dst += 4) {
            struct condition c = condition_of_map(MODE_HOT, PAGE_THP, src, dst, 2048);
            struct plan plan = make(&c, 1, src, &picky, 1);
            for (size_t i = 0; i < plan.size_count * SAMPLE_BLOCKS; i++) {
                assert_placed(&plan.placements[i], &c);
                assert_int_equal(plan.placements[i].dst_offset % 64, dst);
            }
            plan_free(&plan);
        }
}

// Results of a race without conditions compare with those of before.
static void a_hot_and_a_cold_cell_share_their_placements(void **state) {
    (void)state;
    struct impl picky;
    const struct condition both[] = {condition_default, of(MODE_COLD, 64, -1, PAGE_THP)};
    struct plan two = make(both, 2, 9, &picky, 1), one = make(NULL, 0, 9, &picky, 1);
    assert_int_equal(two.cell_count, 2 * one.cell_count);
    for (size_t i = 0; i < two.cell_count; i++)
        assert_memory_equal(two.cells[i].placements,
                            two.cells[i].bytes == 64 ? one.placements
                                                     : one.placements + SAMPLE_BLOCKS,
                            SAMPLE_BLOCKS * sizeof *one.placements);
    plan_free(&two);
    plan_free(&one);
}

// Rounds of the one cell under a mode, however much time there is up to that.
static size_t rounds_in(enum mode mode, size_t bytes, double cell_seconds) {
    const struct impl *impls[] = {find_impl(&registry, "glibc")};
    const struct condition c = of(mode, 64, -1, PAGE_THP);
    struct plan_options options = {
        .sizes = {&bytes, 1}, .cell_seconds = cell_seconds, .conditions = &c, .condition_count = 1};
    struct plan plan;
    struct failure failure = {0};
    assert_true(plan_make(&options, impls[0], impls, 1, &plan, &failure));
    size_t rounds = plan.cells[0].rounds_per_block;
    plan_free(&plan);
    return rounds;
}

// Where time and not room decides how many rounds there are.
static void reading_leaves_time_for_half_the_rounds(void **state) {
    (void)state;
    size_t hot = rounds_in(MODE_HOT, 16 << 20, 1);
    assert_in_range(hot, 2, SAMPLE_ROUNDS / SAMPLE_BLOCKS_LARGE / 2 - 1);
    assert_int_equal(rounds_in(MODE_READ, 16 << 20, 1), hot / 2);
}

// Its batches are one call and not five, of what is not small.
static void short_batches_leave_time_for_more_rounds(void **state) {
    (void)state;
    size_t hot = rounds_in(MODE_HOT, 16 << 20, 0.5);
    assert_in_range(hot, 1, SAMPLE_ROUNDS / SAMPLE_BLOCKS_LARGE / 2 / 3 - 1);
    assert_int_equal(rounds_in(MODE_NO_WARM, 16 << 20, 0.5), 3 * hot);
    assert_int_equal(rounds_in(MODE_NO_WARM, 1 << 18, 10), SAMPLE_ROUNDS / SAMPLE_BLOCKS / 2);
}

// Where there is room for no more rounds, there is no more to do.
static void short_batches_take_no_longer_than_they_need(void **state) {
    (void)state;
    struct impl picky;
    const struct condition c = of(MODE_NO_WARM, 64, -1, PAGE_THP);
    struct plan plan = make(&c, 1, 9, &picky, 1);
    plan_set_cell_seconds(&plan, 1);
    for (size_t i = 0; i < plan.cell_count; i++)
        assert_true(plan.cells[i].seconds > 0 && plan.cells[i].seconds < 0.1);
    plan_free(&plan);
}

// A batch is one list, whatever time there is.
static void a_mix_takes_no_longer_than_its_lists(void **state) {
    (void)state;
    struct impl picky;
    const struct condition c = of(MODE_MIX, 64, -1, PAGE_THP);
    struct plan plan = make(&c, 1, 9, &picky, 1);
    plan_set_cell_seconds(&plan, 10);
    for (size_t i = 0; i < plan.cell_count; i++) {
        assert_int_equal(plan.cells[i].rounds_per_block, SAMPLE_ROUNDS / SAMPLE_BLOCKS / 2);
        assert_true(plan.cells[i].seconds > 0 && plan.cells[i].seconds < 1);
    }
    plan_free(&plan);
}

static void names_say_the_condition(void **state) {
    (void)state;
    struct impl picky;
    const struct condition c = of(MODE_COLD, 16, 64, PAGE_4K);
    struct plan plan = make(&c, 1, 9, &picky, 1);
    bool found = false;
    for (size_t i = 0; i < plan.cell_count; i++)
        found = found ||
                strcmp(plan.cells[i].name, "memcpy/glibc/4096/cold/align:16/delta:64/page:4k") == 0;
    assert_true(found);
    plan_free(&plan);
}

static void who_asks_for_more_is_left_out_and_counted(void **state) {
    (void)state;
    struct impl picky;
    const struct condition both[] = {condition_default, of(MODE_HOT, 16, -1, PAGE_THP)};
    struct plan plan = make(both, 2, 9, &picky, 32);
    assert_int_equal(plan.cell_count, 4 + 2);
    assert_int_equal(plan.unsuited, 2);
    for (size_t i = 0; i < plan.cell_count; i++)
        assert_true(plan.cells[i].impl != &picky || plan.cells[i].condition.align == 64);
    plan_free(&plan);
}

// Of a mix every size from 64 on is called.
static void a_mix_is_for_those_who_take_all_its_sizes(void **state) {
    (void)state;
    const struct condition c = of(MODE_MIX, 64, -1, PAGE_THP);
    struct impl picky = *find_impl(&registry, "code_align64");
    const struct impl *impls[] = {find_impl(&registry, "glibc"), &picky};
    struct plan_options options = {
        .sizes = {two_sizes, 2}, .cell_seconds = 0.01, .conditions = &c, .condition_count = 1};
    static const size_t granules[] = {64, 128, 64}, least[] = {64, 0, 128}, cells[] = {4, 2, 2};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        struct plan plan;
        struct failure failure = {0};
        picky.contract.granule = granules[i];
        picky.contract.min = least[i];
        assert_true(plan_make(&options, impls[0], impls, 2, &plan, &failure));
        assert_int_equal(plan.cell_count, cells[i]);
        assert_true(plan_mean_bytes(&plan.cells[0]) == 64);
        assert_true(plan_mean_bytes(&plan.cells[plan.cell_count - 1]) < 2048);
        plan_free(&plan);
    }
}

static void a_strict_contract_does_not_move_those_it_is_left_out_with(void **state) {
    (void)state;
    struct impl picky;
    const struct condition c = of(MODE_HOT, 64, 64, PAGE_THP);
    struct plan plan = make(&c, 1, 9, &picky, 256);
    assert_int_equal(plan.cell_count, 2);
    assert_int_equal(plan.unsuited, 2);
    for (size_t i = 0; i < SAMPLE_BLOCKS; i++)
        assert_placed(&plan.placements[i], &c);
    plan_free(&plan);
}

static void nobody_left_is_an_error_that_names_the_options(void **state) {
    (void)state;
    struct impl picky = *find_impl(&registry, "code_align64");
    picky.contract.align = 64;
    const struct impl *only = &picky;
    const struct condition c = of(MODE_HOT, 1, -1, PAGE_THP);
    struct plan_options options = {
        .sizes = {two_sizes, 2}, .cell_seconds = 0.01, .conditions = &c, .condition_count = 1};
    struct plan plan;
    struct failure failure = {0};
    assert_false(plan_make(&options, find_impl(&registry, "glibc"), &only, 1, &plan, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, "--align"));
}

static void pages_come_one_kind_after_the_other(void **state) {
    (void)state;
    struct impl picky;
    const struct condition all[] = {of(MODE_COLD, 64, -1, PAGE_4K), condition_default,
                                    of(MODE_HOT, 64, -1, PAGE_HUGE), of(MODE_HOT, 64, -1, PAGE_4K)};
    struct plan plan = make(all, 4, 9, &picky, 1);
    const size_t thp = 4, small = thp + 8;
    assert_int_equal(plan.cell_count, small + 4);
    for (size_t i = 0; i < plan.cell_count; i++)
        assert_int_equal(plan.cells[i].condition.page, i < thp     ? PAGE_THP
                                                       : i < small ? PAGE_4K
                                                                   : PAGE_HUGE);
    plan_drop_pages(&plan, PAGE_HUGE);
    assert_int_equal(plan.cell_count, small);
    assert_int_equal(plan.unpaged, 4);
    plan_free(&plan);
}

static void a_floor_is_measured_once_in_each_mode(void **state) {
    (void)state;
    struct registry blobs = open_registry(&asm_blobs, cpu_detect());
    const struct impl *impls[] = {find_impl(&blobs, "glibc")}, *floor = registry_floor(&blobs);
    const struct condition all[] = {condition_default, of(MODE_HOT, 64, 0, PAGE_THP),
                                    of(MODE_COLD, 64, -1, PAGE_THP), of(MODE_COLD, 64, 0, PAGE_4K)};
    struct plan_options options = {.sizes = {two_sizes, 2},
                                   .cell_seconds = 0.01,
                                   .floor = floor,
                                   .conditions = all,
                                   .condition_count = COUNT_OF(all)};
    struct plan plan;
    struct failure failure;
    size_t floors[MODES] = {0};
    assert_true(plan_make(&options, impls[0], impls, 1, &plan, &failure));
    for (size_t i = 0; i < plan.cell_count; i++)
        if (plan.cells[i].impl == floor)
            floors[plan.cells[i].condition.mode]++;
    assert_int_equal(floors[MODE_HOT], 1);
    assert_int_equal(floors[MODE_COLD], 1);
    plan_free(&plan);
    registry_close(&blobs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointers_are_as_aligned_and_as_far_apart_as_asked_and_no_more),
        cmocka_unit_test(a_maps_pointers_lie_where_it_says),
        cmocka_unit_test(a_hot_and_a_cold_cell_share_their_placements),
        cmocka_unit_test(reading_leaves_time_for_half_the_rounds),
        cmocka_unit_test(short_batches_leave_time_for_more_rounds),
        cmocka_unit_test(short_batches_take_no_longer_than_they_need),
        cmocka_unit_test(a_mix_takes_no_longer_than_its_lists),
        cmocka_unit_test(names_say_the_condition),
        cmocka_unit_test(who_asks_for_more_is_left_out_and_counted),
        cmocka_unit_test(a_mix_is_for_those_who_take_all_its_sizes),
        cmocka_unit_test(a_strict_contract_does_not_move_those_it_is_left_out_with),
        cmocka_unit_test(nobody_left_is_an_error_that_names_the_options),
        cmocka_unit_test(pages_come_one_kind_after_the_other),
        cmocka_unit_test(a_floor_is_measured_once_in_each_mode),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
