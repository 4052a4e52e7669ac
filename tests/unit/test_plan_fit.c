// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A plan cut to the time there is, and the floor in it.
#include "bench/measure/plan.h"

#include "tests/unit/race.h"

#include <stdbool.h>

static struct registry registry; // fixture_blobs

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

static size_t small_sizes[] = {64, 128, 256, 4096, 65536};
static size_t all_sizes[] = {64, 4096, 1 << 20, 64 << 20};

static struct plan make(size_t *sizes, size_t count, const struct impl *floor) {
    const struct impl *impls[] = {find_impl(&registry, "glibc"),
                                  find_impl(&registry, "code_align64")};
    struct plan_options options = {
        .sizes = {sizes, count}, .cell_seconds = 0.1, .seed = 7, .floor = floor};
    struct plan plan;
    struct failure failure = {0};
    if (!plan_make(&options, impls[0], impls, COUNT_OF(impls), &plan, &failure))
        fail_msg("%s", failure.text);
    return plan;
}

static struct plan make_small(void) {
    return make(small_sizes, COUNT_OF(small_sizes), NULL);
}

static struct plan make_all(void) {
    return make(all_sizes, COUNT_OF(all_sizes), NULL);
}

// A plan's time is its cells', and its rounds are as many as there is room for.
static void assert_sound(const struct plan *plan) {
    double sum = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        assert_in_range(plan->cells[i].rounds_per_block, 1, SAMPLE_ROUNDS / SAMPLE_BLOCKS);
        assert_true(plan->cells[i].seconds > 0);
        sum += plan->cells[i].seconds;
    }
    assert_true(plan->seconds > 0.9999 * sum && plan->seconds < 1.0001 * sum);
}

static void the_whole_comes_just_below_the_seconds_asked(void **state) {
    (void)state;
    static const double seconds[] = {0.5, 1, 3, 10, 45, 1000};
    struct plan plan = make_small();
    for (size_t i = 0; i < COUNT_OF(seconds); i++) {
        assert_true(plan_fit(&plan, seconds[i]));
        assert_true(plan.seconds <= seconds[i]);
        assert_true(plan.seconds > 0.98 * seconds[i]);
        assert_sound(&plan);
    }
    plan_free(&plan);
}

static void every_cell_gets_the_same_time(void **state) {
    (void)state;
    struct plan plan = make_small();
    assert_true(plan_fit(&plan, 5));
    for (size_t i = 0; i < plan.cell_count; i++) {
        double share = plan.cells[i].seconds * (double)plan.cell_count;
        assert_true(share > 4.9 && share <= 5.0001);
    }
    plan_free(&plan);
}

// A copy of 64 MiB takes so long that its fewest rounds are more than its share.
static void what_cannot_be_shorter_keeps_its_fewest_rounds(void **state) {
    (void)state;
    struct plan plan = make_all();
    assert_false(plan_fit(&plan, 0));
    double least = plan.seconds;
    assert_true(plan_fit(&plan, 1.05 * least));
    assert_sound(&plan);
    for (size_t i = 0; i < plan.cell_count; i++)
        if (plan.cells[i].bytes == 64 << 20) {
            assert_int_equal(plan.cells[i].rounds_per_block, 1);
            assert_true(plan.cells[i].seconds > 1.5 * plan.cell_seconds);
        }
    plan_free(&plan);
}

static void more_time_never_makes_a_plan_shorter(void **state) {
    (void)state;
    struct plan plan = make_all();
    double before = 0;
    for (double seconds = 0.25; seconds < 200; seconds *= 1.3) {
        bool fits = plan_fit(&plan, seconds);
        assert_sound(&plan);
        assert_true(plan.seconds >= before);
        assert_true(fits == (plan.seconds <= seconds));
        before = plan.seconds;
    }
    plan_free(&plan);
}

static void too_little_time_gives_the_shortest_plan_and_false(void **state) {
    (void)state;
    static const double seconds[] = {-1, 0, 1e-9, 0.01};
    struct plan plan = make_all();
    assert_false(plan_fit(&plan, 0));
    double least = plan.seconds;
    assert_true(least > 0);
    assert_false(plan_fit(&plan, 0.999 * least));
    assert_true(plan_fit(&plan, 1.001 * least));
    for (size_t i = 0; i < COUNT_OF(seconds); i++) {
        assert_true(plan_fit(&plan, 100));
        assert_true(plan.seconds > 2 * least);
        assert_false(plan_fit(&plan, seconds[i]));
        assert_true(plan.seconds == least);
        assert_sound(&plan);
    }
    plan_free(&plan);
}

static void fitting_changes_no_name_no_order_and_no_placement(void **state) {
    (void)state;
    static const double seconds[] = {0, 3, 100};
    struct plan plan = make_all(), untouched = make_all();
    for (size_t i = 0; i < COUNT_OF(seconds); i++) {
        (void)plan_fit(&plan, seconds[i]);
        assert_int_equal(plan.cell_count, untouched.cell_count);
        for (size_t c = 0; c < plan.cell_count; c++) {
            assert_string_equal(plan.cells[c].name, untouched.cells[c].name);
            assert_ptr_equal(plan.cells[c].impl, untouched.cells[c].impl);
            assert_int_equal(plan.cells[c].placements - plan.placements,
                             untouched.cells[c].placements - untouched.placements);
        }
        assert_memory_equal(plan.placements, untouched.placements,
                            plan.size_count * SAMPLE_BLOCKS * sizeof *plan.placements);
        assert_int_equal(plan.seed, untouched.seed);
    }
    plan_free(&plan);
    plan_free(&untouched);
}

static void fitting_twice_is_fitting_once(void **state) {
    (void)state;
    struct plan plan = make_all(), once = make_all();
    (void)plan_fit(&plan, 2);
    (void)plan_fit(&plan, 90);
    (void)plan_fit(&once, 90);
    for (size_t i = 0; i < plan.cell_count; i++)
        assert_int_equal(plan.cells[i].rounds_per_block, once.cells[i].rounds_per_block);
    assert_true(plan.seconds == once.seconds);
    plan_free(&plan);
    plan_free(&once);
}

static struct registry open_with_floor(void) {
    struct registry r = open_registry(&linked_blobs, CPU_BIT(CPU_FEATURES) - 1);
    assert_non_null(registry_floor(&r));
    return r;
}

static void the_floor_is_one_cell_at_the_smallest_size(void **state) {
    (void)state;
    struct registry r = open_with_floor();
    const struct impl *floor = registry_floor(&r);
    struct plan plan = make(all_sizes, COUNT_OF(all_sizes), floor), without = make_all();
    size_t floors = 0, others = 0;
    for (size_t i = 0; i < plan.cell_count; i++) {
        if (plan.cells[i].impl != floor) { // who stands as if there were no floor
            assert_string_equal(plan.cells[i].name, without.cells[others].name);
            others++;
            continue;
        }
        assert_string_equal(plan.cells[i].name, "memcpy/floor/64");
        assert_int_equal(plan.cells[i].bytes, 64);
        assert_ptr_equal(plan.cells[i].placements, plan.placements);
        floors++;
    }
    assert_int_equal(floors, 1);
    assert_int_equal(others, without.cell_count);
    assert_memory_equal(plan.placements, without.placements,
                        plan.size_count * SAMPLE_BLOCKS * sizeof *plan.placements);
    assert_sound(&plan);
    plan_free(&plan);
    plan_free(&without);
    registry_close(&r);
}

static void without_a_floor_there_is_no_cell_of_one(void **state) {
    (void)state;
    struct plan plan = make_all();
    assert_int_equal(plan.cell_count, 2 * COUNT_OF(all_sizes));
    for (size_t i = 0; i < plan.cell_count; i++)
        assert_true(impl_is_copy(plan.cells[i].impl));
    plan_free(&plan);
}

// The floor is no race: where no copy can be planned, there is still nothing to measure.
static void a_floor_alone_is_no_plan(void **state) {
    (void)state;
    struct registry r = open_with_floor();
    const struct impl *only = find_impl(&registry, "granule128"); // from 256 on
    struct plan_options options = {
        .sizes = {small_sizes, 2}, .cell_seconds = 0.01, .seed = 7, .floor = registry_floor(&r)};
    struct plan plan;
    struct failure failure = {0};
    assert_false(plan_make(&options, find_impl(&registry, "glibc"), &only, 1, &plan, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    registry_close(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_comes_just_below_the_seconds_asked),
        cmocka_unit_test(every_cell_gets_the_same_time),
        cmocka_unit_test(what_cannot_be_shorter_keeps_its_fewest_rounds),
        cmocka_unit_test(more_time_never_makes_a_plan_shorter),
        cmocka_unit_test(too_little_time_gives_the_shortest_plan_and_false),
        cmocka_unit_test(fitting_changes_no_name_no_order_and_no_placement),
        cmocka_unit_test(fitting_twice_is_fitting_once),
        cmocka_unit_test(the_floor_is_one_cell_at_the_smallest_size),
        cmocka_unit_test(without_a_floor_there_is_no_cell_of_one),
        cmocka_unit_test(a_floor_alone_is_no_plan),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
