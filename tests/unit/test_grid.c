// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A result's rows put in order for whoever draws them.
#include "bench/present/grid.h"

#include "tests/unit/made_result.h"

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
    assert_true(grid_make(r, &grid, &failure));
    return grid;
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
    assert_string_equal(g.impls[grid_fastest(&g, 0)], "glibc"); // alone
    assert_string_equal(g.impls[grid_fastest(&g, 1)], "beta");  // as fast as zeta
    assert_string_equal(g.impls[grid_fastest(&g, 2)], "zeta");
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

static void nobody_is_the_fastest_where_nothing_was_measured(void **state) {
    (void)state;
    const char *impls[] = {"one", "two"};
    size_t sizes[] = {64};
    const struct result_row *cells[] = {NULL, NULL};
    struct grid g = {impls, 2, sizes, 1, cells};
    assert_int_equal(grid_fastest(&g, 0), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_comes_first_then_kinds_and_names),
        cmocka_unit_test(sizes_ascend_each_once),
        cmocka_unit_test(each_cell_is_its_row_and_nothing_where_nothing_was_measured),
        cmocka_unit_test(the_highest_ratio_is_the_fastest_and_the_first_of_equals),
        cmocka_unit_test(an_empty_result_makes_an_empty_grid),
        cmocka_unit_test(nobody_is_the_fastest_where_nothing_was_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
