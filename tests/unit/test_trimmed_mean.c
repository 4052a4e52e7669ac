// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Yuen's interval against arithmetic done by hand; t quantiles from printed tables.
#include "bench/analyse/summary.h"

#include "tests/unit/unit.h"

#include <math.h>

static const double t_975_2 = 4.302652730, t_975_5 = 2.570581836;

static void assert_near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.12g is not %.12g", value, expected);
}

// g = floor(0.2 * 8) = 1, h = 6. Trimmed: (2 + 3 + 4 + 5 + 6 + 7) / 6 = 4.5. Winsorised: 2 2 3 4 5
// 6 7 7, mean 4.5, squares 4 * 6.25 + 2 * 2.25 + 2 * 0.25 = 30, so s_w^2 = 30 / 7. Half-width:
// t(0.975, 5) * sqrt(30 / 7) * sqrt(7 / (6 * 5)) = t(0.975, 5).
static void eight_values_lose_one_at_either_end(void **state) {
    (void)state;
    double values[] = {20, 3, 7, 1, 5, 2, 6, 4}, half_width = 0;
    assert_near(summary_trimmed_mean(values, 8, &half_width), 4.5);
    assert_near(half_width, t_975_5);
    for (size_t i = 1; i < 8; i++) // sorted for the caller
        assert_true(values[i - 1] < values[i]);
}

// g = 1, h = 3. Trimmed: (1 + 2 + 3) / 3 = 2. Winsorised: 1 1 2 3 3, squares 4, s_w^2 = 4 / 4 = 1.
// Half-width: t(0.975, 2) * 1 * sqrt(4 / (3 * 2)).
static void five_values_lose_one_at_either_end(void **state) {
    (void)state;
    double values[] = {100, 0, 3, 2, 1}, half_width = 0;
    assert_near(summary_trimmed_mean(values, 5, &half_width), 2);
    assert_near(half_width, t_975_2 * sqrt(2.0 / 3));
}

// g = 0, h = 3: Student's own interval. Mean 3, squares 4 + 1 + 9 = 14, s^2 = 7. Half-width:
// t(0.975, 2) * sqrt(7) * sqrt(2 / (3 * 2)).
static void three_values_are_too_few_to_trim(void **state) {
    (void)state;
    double values[] = {6, 1, 2}, half_width = 0;
    assert_near(summary_trimmed_mean(values, 3, &half_width), 3);
    assert_near(half_width, t_975_2 * sqrt(7.0 / 3));
}

static void fewer_than_three_values_have_no_interval(void **state) {
    (void)state;
    double two[] = {3, 1}, one[] = {7}, half_width = 0;
    assert_near(summary_trimmed_mean(two, 2, &half_width), 2);
    assert_true(isnan(half_width));
    half_width = 0;
    assert_near(summary_trimmed_mean(one, 1, &half_width), 7);
    assert_true(isnan(half_width));
}

static void equal_values_have_an_interval_of_no_width(void **state) {
    (void)state;
    double values[] = {-2, -2, -2, -2, -2, -2}, half_width = 1;
    assert_near(summary_trimmed_mean(values, 6, &half_width), -2);
    assert_true(half_width == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_values_lose_one_at_either_end),
        cmocka_unit_test(five_values_lose_one_at_either_end),
        cmocka_unit_test(three_values_are_too_few_to_trim),
        cmocka_unit_test(fewer_than_three_values_have_no_interval),
        cmocka_unit_test(equal_values_have_an_interval_of_no_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
