// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Whom a batch follows that is not warmed up: drawn from the plan, the same for a seed.
#include "bench/measure/follow.h"

#include "tests/unit/race.h"

static struct registry registry; // asm_blobs
static size_t two_sizes[] = {64, 4096};

static int open_fixture(void **state) {
    (void)state;
    registry = open_registry(&asm_blobs, CPU_BIT(CPU_FEATURES) - 1);
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    registry_close(&registry);
    return 0;
}

static const char *const five[] = {"glibc", "rep_movsb", "sse2_loop", "avx2_loop", "avx512_loop"};

enum { MOST = sizeof five / sizeof *five };

// The first so many of the five, hot and not warmed up; at 64 bytes all but the last are there.
static struct plan make(size_t count, struct impl *picky) {
    const struct condition conditions[] = {
        condition_default,
        {.mode = MODE_NO_WARM, .align = 64, .delta = CONDITION_DRAWN, .src_mod = CONDITION_DRAWN}};
    const struct impl *impls[MOST];
    for (size_t i = 0; i < count; i++)
        impls[i] = find_impl(&registry, five[i]);
    *picky = *find_impl(&registry, five[MOST - 1]);
    picky->contract.min = 4096;
    if (count == MOST)
        impls[MOST - 1] = picky;
    const struct plan_options options = {.sizes = {two_sizes, COUNT_OF(two_sizes)},
                                         .cell_seconds = 0.01,
                                         .seed = 3,
                                         .floor = registry_floor(&registry),
                                         .conditions = conditions,
                                         .condition_count = COUNT_OF(conditions)};
    struct plan plan;
    struct failure failure = {0};
    if (!plan_make(&options, impls[0], impls, count, &plan, &failure))
        fail_msg("%s", failure.text);
    return plan;
}

static const struct plan_cell *find_cell(const struct plan *plan, const char *impl, size_t bytes) {
    for (size_t i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].condition.mode == MODE_NO_WARM && plan->cells[i].bytes == bytes &&
            strcmp(plan->cells[i].impl->name, impl) == 0)
            return &plan->cells[i];
    fail_msg("%s has no cell at %zu bytes", impl, bytes);
    return NULL;
}

// How often each of the five goes before a cell's round, in `rounds` of them.
static void count_drawn(const struct plan *plan, const struct plan_cell *cell, size_t rounds,
                        size_t drawn[MOST]) {
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < MOST; i++)
        drawn[i] = 0;
    for (size_t r = 0; r < rounds; r++) {
        const struct impl *impl = follow_draw(plan, cell, rng);
        for (size_t i = 0; impl != NULL && i < MOST; i++)
            drawn[i] += strcmp(impl->name, five[i]) == 0;
    }
    gsl_rng_free(rng);
}

// Nor the floor, which copies nothing, nor who has no cell at that size.
static void anybody_else_is_drawn_as_often_and_neither_of_the_two(void **state) {
    (void)state;
    enum { ROUNDS = 6000 };
    struct impl picky;
    struct plan plan = make(MOST, &picky);
    static const struct {
        size_t cell, bytes, others;
        bool goes[MOST];
    } cases[] = {{0, 4096, 4, {false, true, true, true, true}}, // the reference against itself
                 {1, 4096, 3, {false, false, true, true, true}},
                 {4, 4096, 3, {false, true, true, true, false}},
                 {0, 64, 3, {false, true, true, true, false}},
                 {3, 64, 2, {false, true, true, false, false}}};
    for (size_t c = 0; c < COUNT_OF(cases); c++) {
        size_t drawn[MOST], share = ROUNDS / cases[c].others;
        count_drawn(&plan, find_cell(&plan, five[cases[c].cell], cases[c].bytes), ROUNDS, drawn);
        for (size_t i = 0; i < MOST; i++)
            if (cases[c].goes[i])
                assert_in_range(drawn[i], share * 8 / 10, share * 12 / 10);
            else
                assert_int_equal(drawn[i], 0);
    }
    plan_free(&plan);
}

static void who_has_left_the_plan_is_not_drawn(void **state) {
    (void)state;
    struct impl picky;
    size_t drawn[MOST];
    struct plan plan = make(MOST, &picky);
    plan_drop(&plan, find_impl(&registry, "sse2_loop"));
    count_drawn(&plan, find_cell(&plan, "rep_movsb", 64), 100, drawn);
    assert_int_equal(drawn[3], 100); // the only one left
    plan_free(&plan);
}

static void the_same_generator_draws_the_same(void **state) {
    (void)state;
    struct impl picky;
    struct plan plan = make(MOST, &picky);
    const struct plan_cell *cell = find_cell(&plan, "rep_movsb", 4096);
    gsl_rng *a = gsl_rng_alloc(gsl_rng_mt19937), *b = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < 100; i++)
        assert_ptr_equal(follow_draw(&plan, cell, a), follow_draw(&plan, cell, b));
    gsl_rng_free(a);
    gsl_rng_free(b);
    plan_free(&plan);
}

static void two_follow_each_other_and_one_follows_itself(void **state) {
    (void)state;
    struct impl picky;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    struct plan two = make(2, &picky), one = make(1, &picky);
    const struct plan_cell *cell = find_cell(&two, "rep_movsb", 64);
    const struct impl *glibc = cell->reference, *third = find_impl(&registry, "sse2_loop");
    assert_null(follow_draw(&two, cell, rng));
    assert_ptr_equal(follow_whom(cell, cell->impl, NULL), glibc);
    assert_ptr_equal(follow_whom(cell, glibc, NULL), cell->impl);
    assert_ptr_equal(follow_whom(cell, cell->impl, third), third);
    assert_ptr_equal(follow_whom(cell, glibc, third), third);
    assert_int_equal(follow_count_alone(&two), 0);
    cell = find_cell(&one, "glibc", 64);
    assert_null(follow_draw(&one, cell, rng));
    assert_ptr_equal(follow_whom(cell, glibc, NULL), glibc);
    cell = find_cell(&one, "floor", 64);
    assert_ptr_equal(follow_whom(cell, glibc, NULL), glibc); // the floor would leave dst alone
    assert_ptr_equal(follow_whom(cell, cell->impl, NULL), glibc);
    assert_int_equal(follow_count_alone(&one), 2); // at two sizes, and no hot one
    plan_free(&two);
    plan_free(&one);
    gsl_rng_free(rng);
}

static void a_batch_takes_its_time_and_one_call_where_that_is_enough(void **state) {
    (void)state;
    assert_int_equal(follow_calls(64, 2), FOLLOW_BATCH_NS / 2);
    assert_int_equal(follow_calls(4096, 1000), FOLLOW_BATCH_NS / 1000);
    assert_int_equal(follow_calls(4096, FOLLOW_BATCH_NS * 0.6), 2);
    assert_int_equal(follow_calls(4096, FOLLOW_BATCH_NS * 100.0), 1);
    assert_int_equal(follow_calls(FOLLOW_ONE_FROM, 1000), 1);
    assert_int_equal(follow_calls(FOLLOW_ONE_FROM - 64, 1000), FOLLOW_BATCH_NS / 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anybody_else_is_drawn_as_often_and_neither_of_the_two),
        cmocka_unit_test(who_has_left_the_plan_is_not_drawn),
        cmocka_unit_test(the_same_generator_draws_the_same),
        cmocka_unit_test(two_follow_each_other_and_one_follows_itself),
        cmocka_unit_test(a_batch_takes_its_time_and_one_call_where_that_is_enough),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
