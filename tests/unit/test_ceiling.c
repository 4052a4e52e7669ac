// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Percent of ceiling: fixtures whose answers are computed by hand.
#include "bench/analyse/ceiling.h"

#include "bench/analyse/summary.h"
#include "tests/unit/made_result.h"

#include <math.h>

static void assert_near(double is, double should) {
    if (!(fabs(is / should - 1) < 1e-9))
        fail_msg("%.12g should be %.12g", is, should);
}

// At 4 KiB the reference takes 100 ns, in the copies' cells; the machine is half as fast in the
// ceilings', and their reference 200 ns. Reading 8 KiB takes 160 ns at best, 80 for 4 KiB: 0.4 of a
// reference call. Writing takes 200 and 100: 0.5 of it, and is the limit.
static struct result race(void) {
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 4096, 101, 100);
    made_row(&r, "quick", IMPL_BLOB, 4096, 62.5, 100);
    made_row(&r, "load_slow", IMPL_CEILING, 4096, 250, 200);
    made_row(&r, "load_fast", IMPL_CEILING, 4096, 160, 200);
    made_row(&r, "store_fast", IMPL_CEILING, 4096, 200, 200);
    made_row(&r, "store_slow", IMPL_CEILING, 4096, 400, 200);
    made_row(&r, "floor", IMPL_CEILING, 4096, 2, 200);
    return r;
}

static void the_fastest_kernel_of_each_role_gives_the_ceiling(void **state) {
    (void)state;
    struct result r = race();
    summary_fill(&r);
    assert_int_equal(r.ceiling_count, 1);
    const struct ceiling *c = ceiling_of(&r, 4096);
    assert_ptr_equal(c, &r.ceilings[0]);
    assert_string_equal(c->load.impl, "load_fast");
    assert_string_equal(c->store.impl, "store_fast");
    assert_near(c->load.ratio, 2.5); // 200 / 80
    assert_near(c->store.ratio, 2.0);
    assert_near(c->load.gb, 51.2); // 4096 / 80
    assert_near(c->store.gb, 40.96);
    assert_ptr_equal(ceiling_limit(c), &c->store);
    assert_null(ceiling_of(&r, 8192));
    result_free(&r);
}

// quick takes 62.5 ns where the reference takes 100; at the ceiling it would take 50: 80 %.
static void a_percentage_is_a_quotient_of_paired_ratios(void **state) {
    (void)state;
    struct result r = race();
    summary_fill(&r);
    assert_near(r.rows[1].percent_of_ceiling, 80);
    assert_near(r.rows[0].percent_of_ceiling,
                50); // the reference's ratio is 1, whatever its cell says
    for (size_t i = 2; i < r.row_count; i++)
        assert_true(isnan(r.rows[i].percent_of_ceiling));
    result_free(&r);
}

static void where_reading_is_slower_it_is_the_limit(void **state) {
    (void)state;
    struct result r = race();
    for (size_t i = 0; i < r.rows[4].samples.round_count; i++)
        r.rows[4].samples.rounds[i].ns =
            100; // store_fast: 50 for 4 KiB, a quarter of the reference
    summary_fill(&r);
    assert_near(r.ceilings[0].store.ratio, 4);
    assert_ptr_equal(ceiling_limit(&r.ceilings[0]), &r.ceilings[0].load);
    assert_near(r.rows[1].percent_of_ceiling, 64); // 1.6 of 2.5
    result_free(&r);
}

// At half of the placements the reference takes twice as long, whoever is beside it: a copy that
// is as fast as the ceiling is at 100 %, not at half.
static void the_references_luck_with_a_placement_cancels_out(void **state) {
    (void)state;
    struct result r = made_result();
    made_row(&r, "copy", IMPL_BLOB, 2048, 50, 100);
    made_row(&r, "load_x", IMPL_CEILING, 2048, 60, 100);
    made_row(&r, "store_x", IMPL_CEILING, 2048, 100, 100);
    for (size_t row = 0; row < 3; row++)
        for (size_t i = 0; i < 6; i++) // blocks 0 and 1 of 4
            r.rows[row].samples.rounds[i].ref_ns = 200;
    summary_fill(&r);
    assert_near(r.rows[0].percent_of_ceiling, 100);
    result_free(&r);
}

static void below_1_kib_there_is_none(void **state) {
    (void)state;
    static const size_t sizes[] = {1024 - 64, 1024};
    struct result r = made_result();
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        made_row(&r, "copy", IMPL_BLOB, sizes[i], 50, 100);
        made_row(&r, "load_x", IMPL_CEILING, sizes[i], 60, 100);
        made_row(&r, "store_x", IMPL_CEILING, sizes[i], 60, 100);
    }
    summary_fill(&r);
    assert_int_equal(r.ceiling_count, 1);
    assert_true(isnan(r.rows[0].percent_of_ceiling));
    assert_near(r.rows[3].percent_of_ceiling, 60);
    result_free(&r);
}

// A race that was broken off, or whose ceilings were left out.
static void without_both_roles_there_is_none(void **state) {
    (void)state;
    for (size_t left_out = 1; left_out <= 2; left_out++) {
        struct result r = made_result();
        made_row(&r, "copy", IMPL_BLOB, 4096, 50, 100);
        made_row(&r, left_out == 1 ? "store_x" : "load_x", IMPL_CEILING, 4096, 60, 100);
        made_row(&r, left_out == 1 ? "load_x" : "store_x", IMPL_CEILING, 8192, 60, 100);
        made_row(&r, "load_copy", IMPL_BLOB, 4096, 1, 100); // its name makes it no ceiling
        made_row(&r, "store_copy", IMPL_BLOB, 4096, 1, 100);
        summary_fill(&r);
        assert_int_equal(r.ceiling_count, 0);
        assert_true(isnan(r.rows[0].percent_of_ceiling));
        result_free(&r);
    }
}

static void ceilings_ascend_and_each_size_has_its_own(void **state) {
    (void)state;
    struct result r = made_result();
    static const size_t sizes[] = {1 << 20, 1024, 65536};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        made_row(&r, "copy", IMPL_BLOB, sizes[i], 100, 100);
        made_row(&r, "store_x", IMPL_CEILING, sizes[i], 200 - 10 * (double)i, 100);
        made_row(&r, "load_x", IMPL_CEILING, sizes[i], 100, 100);
    }
    summary_fill(&r);
    ceiling_fill(&r); // a second time changes nothing
    assert_int_equal(r.ceiling_count, 3);
    assert_int_equal(r.ceilings[0].bytes, 1024);
    assert_int_equal(r.ceilings[1].bytes, 65536);
    assert_int_equal(r.ceilings[2].bytes, 1 << 20);
    assert_near(r.rows[0].percent_of_ceiling, 100);
    assert_near(r.rows[3].percent_of_ceiling, 95);
    assert_near(r.rows[6].percent_of_ceiling, 90);
    result_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fastest_kernel_of_each_role_gives_the_ceiling),
        cmocka_unit_test(a_percentage_is_a_quotient_of_paired_ratios),
        cmocka_unit_test(where_reading_is_slower_it_is_the_limit),
        cmocka_unit_test(the_references_luck_with_a_placement_cancels_out),
        cmocka_unit_test(below_1_kib_there_is_none),
        cmocka_unit_test(without_both_roles_there_is_none),
        cmocka_unit_test(ceilings_ascend_and_each_size_has_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
