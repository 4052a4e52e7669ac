// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Two results cell by cell, with figures worked out by hand.
#include "bench/analyse/compare.h"

#include <math.h>

#include "tests/unit/unit.h"

static struct result_row row(double ratio, double lo, double hi) {
    return (struct result_row){
        .impl = "some", .bytes = 64, .summary = {.ratio = ratio, .ratio_lo = lo, .ratio_hi = hi}};
}

static void assert_near(double value, double should) {
    if (!(fabs(value - should) < 1e-9))
        fail_msg("%.12g is not %.12g", value, should);
}

// ln 1.1 = 0.0953101798; half-widths 0.03 and 0.04 make 0.05: exp(0.0453101798) and
// exp(0.1453101798).
static void intervals_add_like_independent_errors(void **state) {
    (void)state;
    struct result_row a = row(1, exp(-0.03), exp(0.03));
    struct result_row b = row(1.1, 1.1 * exp(-0.04), 1.1 * exp(0.04));
    struct comparison c = compare_rows(&a, &b);
    assert_near(c.change, 1.1);
    assert_near(c.change_lo, 1.1 * exp(-0.05));
    assert_near(c.change_hi, 1.1 * exp(0.05));
    assert_int_equal(c.verdict, VERDICT_FASTER);
    assert_int_equal(compare_rows(&b, &a).verdict, VERDICT_SLOWER);
}

static void an_interval_that_holds_1_is_no_change(void **state) {
    (void)state;
    struct result_row a = row(1, exp(-0.03), exp(0.03));
    struct result_row b = row(exp(0.049), exp(0.009), exp(0.089));
    assert_int_equal(compare_rows(&a, &b).verdict, VERDICT_SAME);
    struct result_row further = row(exp(0.051), exp(0.011), exp(0.091));
    assert_int_equal(compare_rows(&a, &further).verdict, VERDICT_FASTER);
}

static void without_an_interval_there_is_no_verdict(void **state) {
    (void)state;
    struct result_row a = row(1, 0.99, 1.01), b = row(2, NAN, NAN);
    assert_int_equal(compare_rows(&a, &b).verdict, VERDICT_UNKNOWN);
}

static void a_shared_core_is_never_compared_with_an_unshared_one(void **state) {
    (void)state;
    struct result_row a = row(1, 0.99, 1.01), b = row(2, 1.99, 2.01);
    b.summary.from_shared = true;
    assert_int_equal(compare_rows(&a, &b).verdict, VERDICT_UNKNOWN);
    a.summary.from_shared = true;
    assert_int_equal(compare_rows(&a, &b).verdict, VERDICT_FASTER);
}

static void cells_are_matched_by_implementation_and_size(void **state) {
    (void)state;
    struct result_row rows[] = {row(1, 1, 1), row(2, 2, 2), row(3, 3, 3)};
    rows[1].bytes = 128;
    rows[2].impl[0] = 'S';
    struct result r = {.rows = rows, .row_count = 3};
    struct result_row wanted = row(9, 9, 9);
    assert_ptr_equal(compare_find(&r, &wanted), &rows[0]);
    wanted.bytes = 128;
    assert_ptr_equal(compare_find(&r, &wanted), &rows[1]);
    wanted.bytes = 256;
    assert_null(compare_find(&r, &wanted));
}

static void cells_of_another_condition_are_others(void **state) {
    (void)state;
    struct result_row rows[] = {row(1, 1, 1), row(2, 2, 2)}, wanted = row(1, 1, 1);
    struct result r = {.rows = rows, .row_count = 2};
    rows[0].condition = rows[1].condition = wanted.condition = condition_default;
    rows[0].condition.mode = MODE_COLD;
    assert_ptr_equal(compare_find(&r, &wanted), &rows[1]);
    wanted.condition.delta = 0;
    assert_null(compare_find(&r, &wanted));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_add_like_independent_errors),
        cmocka_unit_test(an_interval_that_holds_1_is_no_change),
        cmocka_unit_test(without_an_interval_there_is_no_verdict),
        cmocka_unit_test(a_shared_core_is_never_compared_with_an_unshared_one),
        cmocka_unit_test(cells_are_matched_by_implementation_and_size),
        cmocka_unit_test(cells_of_another_condition_are_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
