// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What is made of clocks. How fast this machine is is nobody's business here.
#include "bench/machine/clock.h"
#include "bench/machine/cycles.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <string.h>

// 75 million cycles in 20 ms are 3.75 GHz.
static void a_counter_that_agrees_with_the_chain_is_believed(void **state) {
    (void)state;
    struct core_clock c = cycles_judge(75000000, 0.02, 3.7e9);
    assert_true(c.counted);
    assert_true(fabs(c.hz - 3.75e9) < 1);
}

static void a_counter_that_is_off_by_more_than_half_is_not(void **state) {
    (void)state;
    static const uint64_t cycles[] = {0, 39999999, 120000001, UINT64_MAX};
    for (size_t i = 0; i < sizeof cycles / sizeof *cycles; i++) {
        struct core_clock c = cycles_judge(cycles[i], 0.02, 4e9); // 80 million expected
        assert_false(c.counted);
        assert_true(c.hz == 4e9);
    }
    assert_true(cycles_judge(40000001, 0.02, 4e9).counted);
    assert_true(cycles_judge(119999999, 0.02, 4e9).counted);
}

// Whatever the kernel allows here, there is a clock, and it is said how it was read.
static void this_machine_has_a_clock(void **state) {
    (void)state;
    struct core_clock c = cycles_core_clock();
    assert_true(isfinite(c.hz) && c.hz > 1e8);
    assert_string_not_equal(cycles_method(true), cycles_method(false));
}

// A lea takes at least an eighth of a cycle on any core there is; the upper limit is a machine that
// is very busy.
static void the_probe_is_in_cycles(void **state) {
    (void)state;
    double least = INFINITY;
    for (int i = 0; i < 20; i++)
        least = fmin(least, clock_probe());
    assert_true(least > 0.1 && least < 10);
}

// 1664 multiplications of 3 cycles in 1248 ns are 4 GHz, where 16384 leas in 1024 ns take a quarter
// of a cycle each; the clock itself cancels.
static void the_probe_is_leas_against_a_chain(void **state) {
    (void)state;
    assert_true(fabs(clock_probe_of(1024, 1248) - 0.25) < 1e-12);
    assert_true(fabs(clock_probe_of(2048, 2496) - 0.25) < 1e-12);
    assert_true(fabs(clock_probe_of(1536, 1248) - 0.375) < 1e-12);
}

static void two_percent_make_another_clock(void **state) {
    (void)state;
    assert_false(cycles_differ(4e9, 4.079e9));
    assert_true(cycles_differ(4e9, 4.081e9));
    assert_false(cycles_differ(4e9, 3.921e9));
    assert_true(cycles_differ(4e9, 3.919e9));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_counter_that_agrees_with_the_chain_is_believed),
        cmocka_unit_test(a_counter_that_is_off_by_more_than_half_is_not),
        cmocka_unit_test(this_machine_has_a_clock),
        cmocka_unit_test(the_probe_is_in_cycles),
        cmocka_unit_test(the_probe_is_leas_against_a_chain),
        cmocka_unit_test(two_percent_make_another_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
