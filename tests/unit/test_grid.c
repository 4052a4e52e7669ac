// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A result's rows put in order for whoever draws them.
#include "bench/present/grid.h"

#include "tests/unit/made_result.h"

#include <stdlib.h>

static void add(struct result *r, const char *impl, enum impl_kind kind, size_t bytes,
                double ratio) {
    made_row(r, impl, kind, bytes, 10, 10 * ratio)->summary.ratio = ratio;
}

// Measured in no order at all; beta has no 4096, nobody but glibc 64.
static struct result scrambled(void) {
    struct result r = made_result();
    add(&r, "zeta", IMPL_BLOB, 4096, 1.5);
    add(&r, "glibc", IMPL_LIBC, 256, 1);
    add(&r, "beta", IMPL_BLOB, 256, 1.25);
    add(&r, "glibc", IMPL_LIBC, 64, 1);
    add(&r, "alpha", IMPL_INTRINSIC, 4096, 0.5);
    add(&r, "zeta", IMPL_BLOB, 256, 1.25);
    add(&r, "glibc", IMPL_LIBC, 4096, 1);
    add(&r, "alpha", IMPL_INTRINSIC, 256, 0.75);
    return r;
}

static struct grid make(const struct result *r) {
    struct grid grid;
    struct failure failure;
    assert_true(grid_make(r, &condition_default, &grid, &failure));
    return grid;
}

// The best at a size; impl_count where nobody is.
static size_t best_at(const struct grid *g, size_t size) {
    size_t best = g->impl_count;
    for (size_t i = 0; i < g->impl_count; i++)
        if (grid_standing(g, i, size) == STANDING_BEST) {
            assert_int_equal(best, g->impl_count); // nobody else is
            best = i;
        }
    return best;
}

static void the_reference_comes_first_then_kinds_and_names(void **state) {
    (void)state;
    static const char *const order[] = {"glibc", "beta", "zeta", "alpha"};
    struct result r = scrambled();
    struct grid g = make(&r);
    assert_int_equal(g.impl_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(g.impls[i], order[i]);
    grid_free(&g);
    snprintf(r.reference, sizeof r.reference, "alpha");
    g = make(&r);
    assert_string_equal(g.impls[0], "alpha");
    assert_string_equal(g.impls[1], "glibc");
    assert_string_equal(g.impls[2], "beta");
    grid_free(&g);
    assert_null(g.impls);
    result_free(&r);
}

static void sizes_ascend_each_once(void **state) {
    (void)state;
    struct result r = scrambled();
    struct grid g = make(&r);
    assert_int_equal(g.size_count, 3);
    assert_int_equal(g.sizes[0], 64);
    assert_int_equal(g.sizes[1], 256);
    assert_int_equal(g.sizes[2], 4096);
    grid_free(&g);
    result_free(&r);
}

static void each_cell_is_its_row_and_nothing_where_nothing_was_measured(void **state) {
    (void)state;
    struct result r = scrambled();
    struct grid g = make(&r);
    size_t filled = 0;
    for (size_t i = 0; i < g.impl_count; i++)
        for (size_t s = 0; s < g.size_count; s++) {
            const struct result_row *row = grid_cell(&g, i, s);
            if (row == NULL)
                continue;
            assert_string_equal(row->impl, g.impls[i]);
            assert_int_equal(row->bytes, g.sizes[s]);
            filled++;
        }
    assert_int_equal(filled, r.row_count);
    assert_null(grid_cell(&g, 1, 0)); // beta at 64
    grid_free(&g);
    result_free(&r);
}

static void the_highest_ratio_is_the_fastest_and_the_first_of_equals(void **state) {
    (void)state;
    struct result r = scrambled();
    struct grid g = make(&r);
    assert_string_equal(g.impls[best_at(&g, 0)], "glibc"); // alone
    assert_string_equal(g.impls[best_at(&g, 1)], "beta");  // as fast as zeta
    assert_string_equal(g.impls[best_at(&g, 2)], "zeta");
    grid_free(&g);
    result_free(&r);
}

static void an_empty_result_makes_an_empty_grid(void **state) {
    (void)state;
    struct result r = made_result();
    struct grid g = make(&r);
    assert_int_equal(g.impl_count, 0);
    assert_int_equal(g.size_count, 0);
    grid_free(&g);
    result_free(&r);
}

static void who_was_not_measured_has_no_standing(void **state) {
    (void)state;
    struct result r = scrambled();
    struct grid g = make(&r);
    assert_int_equal(grid_standing(&g, 1, 0), STANDING_NONE); // beta at 64
    grid_free(&g);
    result_free(&r);
}

static void nobody_is_the_best_who_does_not_beat_an_absent_reference(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "slow", IMPL_BLOB, 64, 0.5);
    add(&r, "slow", IMPL_BLOB, 128, 0.5);
    add(&r, "fast", IMPL_BLOB, 128, 2);
    struct grid g = make(&r);
    assert_int_equal(best_at(&g, 0), g.impl_count);
    assert_string_equal(g.impls[best_at(&g, 1)], "fast");
    grid_free(&g);
    result_free(&r);
}

// The floor at a size of its own, too: not even that is a row of the grid.
static void what_is_no_copy_is_left_out(void **state) {
    (void)state;
    struct result r = scrambled();
    add(&r, "floor", IMPL_CEILING, 64, 9);
    add(&r, "floor", IMPL_CEILING, 128, 9);
    struct grid g = make(&r);
    assert_int_equal(g.impl_count, 4);
    for (size_t i = 0; i < g.impl_count; i++)
        assert_string_not_equal(g.impls[i], "floor");
    assert_int_equal(g.size_count, 3);
    for (size_t s = 0; s < g.size_count; s++)
        assert_int_not_equal(g.sizes[s], 128);
    for (size_t i = 0; i < g.impl_count * g.size_count; i++)
        assert_true(g.cells[i] == NULL || g.cells[i]->kind != IMPL_CEILING);
    assert_string_equal(g.impls[best_at(&g, 0)], "glibc"); // the floor's ratio is no ratio
    grid_free(&g);
    result_free(&r);
}

static void a_floor_alone_makes_an_empty_grid(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "floor", IMPL_CEILING, 64, 1);
    struct grid g = make(&r);
    assert_int_equal(g.impl_count, 0);
    assert_int_equal(g.size_count, 0);
    grid_free(&g);
    result_free(&r);
}

static void conditions_have_grids_of_their_own(void **state) {
    (void)state;
    struct result r = made_result();
    struct condition cold = condition_default;
    cold.mode = MODE_COLD;
    made_row(&r, "beta", IMPL_BLOB, 128, 50, 50)->condition = cold;
    add(&r, "alpha", IMPL_BLOB, 64, 1);
    made_row(&r, "alpha", IMPL_BLOB, 64, 50, 50)->condition = cold;
    made_row(&r, "alpha", IMPL_BLOB, 4096, 50, 50)->condition =
        condition_of_map(MODE_HOT, PAGE_THP, 0, 8, 0);
    made_row(&r, "floor", IMPL_CEILING, 64, 2, 2)->condition.delta = 0;
    size_t count = 0;
    struct condition *list = grid_conditions(&r, &count);
    assert_int_equal(count, 2); // neither the map's nor the floor's
    assert_true(condition_equal(&list[0], &condition_default));
    assert_true(condition_equal(&list[1], &cold));
    free(list);
    struct grid hot = make(&r), g;
    struct failure failure;
    assert_int_equal(hot.impl_count, 1);
    assert_int_equal(hot.size_count, 1);
    assert_ptr_equal(grid_cell(&hot, 0, 0), &r.rows[1]);
    assert_true(grid_make(&r, &cold, &g, &failure));
    assert_int_equal(g.impl_count, 2);
    assert_int_equal(g.size_count, 2);
    assert_ptr_equal(grid_cell(&g, 0, 0), &r.rows[2]);
    assert_ptr_equal(grid_cell(&g, 1, 1), &r.rows[0]);
    grid_free(&hot);
    grid_free(&g);
    result_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_comes_first_then_kinds_and_names),
        cmocka_unit_test(sizes_ascend_each_once),
        cmocka_unit_test(each_cell_is_its_row_and_nothing_where_nothing_was_measured),
        cmocka_unit_test(the_highest_ratio_is_the_fastest_and_the_first_of_equals),
        cmocka_unit_test(an_empty_result_makes_an_empty_grid),
        cmocka_unit_test(who_was_not_measured_has_no_standing),
        cmocka_unit_test(nobody_is_the_best_who_does_not_beat_an_absent_reference),
        cmocka_unit_test(what_is_no_copy_is_left_out),
        cmocka_unit_test(a_floor_alone_makes_an_empty_grid),
        cmocka_unit_test(conditions_have_grids_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
