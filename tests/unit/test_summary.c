// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// From samples to figures: which rounds count, and what is made of them.
#include "bench/analyse/summary.h"

#include "tests/unit/made_result.h"

#include <math.h>

static const double usual = 0.2; // the probe of a core alone; above 0.26 it is shared

static void assert_near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected) + 1e-15))
        fail_msg("%.12g is not %.12g", value, expected);
}

static void constant_samples_give_their_own_figures(void **state) {
    (void)state;
    struct cell_samples s = made_samples(8, 4, 10, 25);
    struct summary m = summary_of(&s, usual);
    assert_near(m.ns, 10);
    assert_near(m.ns_q1, 10);
    assert_near(m.ns_q3, 10);
    assert_near(m.ratio, 2.5);
    assert_near(m.ratio_lo, 2.5);
    assert_near(m.ratio_hi, 2.5);
    assert_near(m.layout_sensitivity, 0);
    assert_int_equal(m.used, 32);
    assert_int_equal(m.dropped, 0);
    assert_near(m.shared_core, 0);
    assert_false(m.from_shared);
}

// Nine values 1 to 9: the quartiles are the third and the seventh. Eight values 1 to 8: they lie at
// 1 + 0.25 * 7 = 2.75 and 1 + 0.75 * 7 = 6.25, the median at 4.5 (Hyndman and Fan's type 7).
static void median_and_quartiles_are_over_all_rounds(void **state) {
    (void)state;
    struct cell_samples s = made_samples(3, 3, 1, 1);
    static const double shuffled[] = {9, 2, 4, 7, 1, 8, 3, 6, 5};
    for (size_t i = 0; i < 9; i++)
        s.rounds[i].ns = shuffled[i];
    struct summary m = summary_of(&s, usual);
    assert_near(m.ns, 5);
    assert_near(m.ns_q1, 3);
    assert_near(m.ns_q3, 7);
    s.rounds[0].taint = TAINT_PREEMPTED; // leaves 1 to 8
    m = summary_of(&s, usual);
    assert_near(m.ns, 4.5);
    assert_near(m.ns_q1, 2.75);
    assert_near(m.ns_q3, 6.25);
}

// v_b = 0.01 * (1 2 3 4 5 6 7 20): the fixture of test_trimmed_mean.c, a hundredth of it. What is
// left without the outer two makes the layout sensitivity: exp(0.07 - 0.02) - 1.
static void the_ratio_is_the_trimmed_mean_of_the_blocks_logarithms(void **state) {
    (void)state;
    static const double v[] = {0.04, 0.20, 0.01, 0.03, 0.02, 0.05, 0.07, 0.06};
    struct cell_samples s = made_samples(8, 3, 10, 10);
    for (size_t i = 0; i < s.round_count; i++)
        s.rounds[i].ref_ns = 10 * exp(v[i / 3]);
    struct summary m = summary_of(&s, usual);
    assert_near(m.ratio, exp(0.045));
    assert_near(m.ratio_lo, exp(0.045 - 0.02570581836));
    assert_near(m.ratio_hi, exp(0.045 + 0.02570581836));
    assert_near(m.layout_sensitivity, expm1(0.05));
}

static void a_block_speaks_with_its_median_of_paired_ratios(void **state) {
    (void)state;
    struct cell_samples s = made_samples(3, 3, 10, 20);
    for (size_t b = 0; b < 3; b++) {
        s.rounds[3 * b].ref_ns = 2000; // an outlier
        s.rounds[3 * b + 1].ns = 1000; // slow, but its partner was too:
        s.rounds[3 * b + 1].ref_ns = 2000;
    }
    assert_near(summary_of(&s, usual).ratio, 2);
}

static void fewer_than_three_blocks_have_no_interval(void **state) {
    (void)state;
    struct cell_samples s = made_samples(2, 4, 10, 20);
    struct summary m = summary_of(&s, usual);
    assert_near(m.ratio, 2);
    assert_true(isnan(m.ratio_lo));
    assert_true(isnan(m.ratio_hi));
}

static void tainted_rounds_are_left_out_and_counted(void **state) {
    (void)state;
    struct cell_samples s = made_samples(4, 4, 10, 20);
    for (size_t i = 0; i < 7; i++) { // the whole of block 0, most of block 1
        s.rounds[i].ns = 1e6;
        s.rounds[i].taint = 1U << i % 3;
    }
    struct summary m = summary_of(&s, usual);
    assert_near(m.ns_q3, 10);
    assert_near(m.ratio, 2);
    assert_near(m.layout_sensitivity, 0); // block 0 has no say
    assert_int_equal(m.used, 9);
    assert_int_equal(m.dropped, 7);
}

static void a_cell_of_which_more_than_half_is_tainted_is_disturbed(void **state) {
    (void)state;
    struct cell_samples s = made_samples(4, 4, 10, 20);
    for (size_t i = 0; i < 8; i++)
        s.rounds[i].taint = TAINT_PREEMPTED;
    assert_false(summary_of(&s, usual).disturbed);
    s.rounds[8].taint = TAINT_FAULTED;
    assert_true(summary_of(&s, usual).disturbed);
}

static void where_all_are_tainted_all_are_used(void **state) {
    (void)state;
    struct cell_samples s = made_samples(4, 4, 10, 20);
    for (size_t i = 0; i < s.round_count; i++)
        s.rounds[i].taint = TAINT_MIGRATED;
    struct summary m = summary_of(&s, usual);
    assert_near(m.ns, 10);
    assert_near(m.ratio, 2);
    assert_int_equal(m.used, 16);
    assert_int_equal(m.dropped, 16);
}

// The i-th round, dealt out to four blocks of four in turn.
static size_t dealt(size_t i) {
    return i % 4 * 4 + i / 4;
}

// `count` rounds, dealt out over the blocks, had a busy sibling: slower, and at another ratio.
static struct cell_samples shared_rounds(size_t count) {
    struct cell_samples s = made_samples(4, 4, 10, 20);
    for (size_t i = 0; i < count; i++)
        s.rounds[dealt(i)] = (struct round){.ns = 30, .ref_ns = 30, .probe = 0.261};
    return s;
}

static void shared_rounds_are_left_out_where_enough_were_alone(void **state) {
    (void)state;
    struct cell_samples s = shared_rounds(8);
    struct summary m = summary_of(&s, usual);
    assert_false(m.from_shared);
    assert_int_equal(m.used, 8);
    assert_int_equal(m.dropped, 0); // left out, but not tainted
    assert_near(m.ns_q3, 10);
    assert_near(m.ratio, 2);
    assert_near(m.shared_core, 0.5);
}

// Of 48 rounds `alone` were alone, dealt out over the four blocks.
static struct summary mostly_shared(size_t alone, size_t tainted) {
    struct cell_samples s = made_samples(4, 12, 10, 20);
    for (size_t i = 0; i < s.round_count; i++) {
        size_t in_block = i % 12, nth = in_block * 4 + i / 12;
        if (nth >= alone)
            s.rounds[i] = (struct round){.ns = 30, .ref_ns = 30, .probe = 0.261};
        s.rounds[i].taint = nth >= s.round_count - tainted ? TAINT_FAULTED : 0;
    }
    return summary_of(&s, usual);
}

static void shared_rounds_are_used_and_marked_where_fewer_than_a_quarter_were_alone(void **state) {
    (void)state;
    struct summary m = mostly_shared(12, 0);
    assert_false(m.from_shared);
    assert_int_equal(m.used, 12);
    m = mostly_shared(11, 0);
    assert_true(m.from_shared);
    assert_int_equal(m.used, 48);
    assert_near(m.ns, 30);
    assert_near(m.shared_core, 37.0 / 48);
}

static void a_quarter_means_a_quarter_of_the_untainted_rounds(void **state) {
    (void)state;
    struct summary m = mostly_shared(8, 16);
    assert_false(m.from_shared);
    assert_int_equal(m.used, 8);
    assert_int_equal(m.dropped, 16);
    m = mostly_shared(7, 16);
    assert_true(m.from_shared);
    assert_int_equal(m.used, 32);
}

// Half of the rounds were alone, but all of them in two of the four blocks.
static void placements_that_were_never_alone_do_not_go_unheard(void **state) {
    (void)state;
    struct cell_samples s = made_samples(4, 4, 10, 20);
    for (size_t i = 0; i < 8; i++)
        s.rounds[i].probe = 0.4;
    struct summary m = summary_of(&s, usual);
    assert_true(m.from_shared);
    assert_int_equal(m.used, 16);
}

static void a_probe_a_little_above_the_usual_is_alone(void **state) {
    (void)state;
    struct cell_samples s = shared_rounds(16);
    for (size_t i = 0; i < s.round_count; i++)
        s.rounds[i].probe = 0.2079; // 1.04 * 0.2 = 0.208
    struct summary m = summary_of(&s, usual);
    assert_near(m.shared_core, 0);
    assert_false(m.from_shared);
}

// Eleven rounds 1 to 11 over two rows: the 10th percentile is the second, wherever it stands.
static void the_usual_probe_is_the_10th_percentile_over_all_rows(void **state) {
    (void)state;
    struct result r = made_result();
    r.rows[0].samples = made_samples(1, 5, 1, 1);
    r.rows[1].samples = made_samples(2, 3, 1, 1);
    r.row_count = 2;
    for (size_t i = 0; i < 5; i++)
        r.rows[0].samples.rounds[i].probe = (double)(11 - i);
    for (size_t i = 0; i < 6; i++)
        r.rows[1].samples.rounds[i].probe = (double)(i + 1);
    r.machine.cpu_family = 0; // one that nobody knows
    assert_near(summary_probe_baseline(&r), 2);
    r.row_count = 0;
    assert_true(isinf(summary_probe_baseline(&r)));
    result_free(&r);
}

// Who shared the core from beginning to end has no other rounds to tell.
static void what_is_known_of_the_processor_counts_where_it_is_less(void **state) {
    (void)state;
    struct result r = made_result();
    snprintf(r.machine.cpu_vendor, sizeof r.machine.cpu_vendor, "AuthenticAMD");
    r.machine.cpu_family = 25, r.machine.cpu_model = 17;
    r.rows[0].samples = made_samples(1, 5, 1, 1);
    r.row_count = 1;
    for (size_t i = 0; i < 5; i++)
        r.rows[0].samples.rounds[i].probe = 0.45;
    assert_near(summary_probe_baseline(&r), 0.285);
    for (size_t i = 0; i < 5; i++)
        r.rows[0].samples.rounds[i].probe = 0.32; // another clock, or another stepping
    assert_near(summary_probe_baseline(&r), 0.32);
    for (size_t i = 0; i < 5; i++)
        r.rows[0].samples.rounds[i].probe = 0.25;
    assert_near(summary_probe_baseline(&r), 0.25);
    result_free(&r);
}

static void filling_judges_every_row_by_the_same_usual_probe(void **state) {
    (void)state;
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 64, 10, 20);
    struct result_row *busy = made_row(&r, "busy", IMPL_BLOB, 64, 10, 30);
    for (size_t i = 0; i < busy->samples.round_count; i++)
        busy->samples.rounds[i].probe = 0.4; // alone it would be its own usual
    summary_fill(&r);
    assert_near(r.rows[0].summary.ratio, 2);
    assert_false(r.rows[0].summary.from_shared);
    assert_near(r.rows[1].summary.ratio, 3);
    assert_true(r.rows[1].summary.from_shared);
    assert_near(r.rows[1].summary.shared_core, 1);
    result_free(&r);
}

static void tainted_rounds_on_a_core_alone_are_not_shared(void **state) {
    (void)state;
    struct cell_samples s = made_samples(4, 4, 10, 20);
    for (size_t i = 0; i < s.round_count; i++)
        s.rounds[i].taint = TAINT_MIGRATED;
    assert_false(summary_of(&s, usual).from_shared);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_samples_give_their_own_figures),
        cmocka_unit_test(median_and_quartiles_are_over_all_rounds),
        cmocka_unit_test(the_ratio_is_the_trimmed_mean_of_the_blocks_logarithms),
        cmocka_unit_test(a_block_speaks_with_its_median_of_paired_ratios),
        cmocka_unit_test(fewer_than_three_blocks_have_no_interval),
        cmocka_unit_test(tainted_rounds_are_left_out_and_counted),
        cmocka_unit_test(a_cell_of_which_more_than_half_is_tainted_is_disturbed),
        cmocka_unit_test(where_all_are_tainted_all_are_used),
        cmocka_unit_test(shared_rounds_are_left_out_where_enough_were_alone),
        cmocka_unit_test(shared_rounds_are_used_and_marked_where_fewer_than_a_quarter_were_alone),
        cmocka_unit_test(a_quarter_means_a_quarter_of_the_untainted_rounds),
        cmocka_unit_test(placements_that_were_never_alone_do_not_go_unheard),
        cmocka_unit_test(a_probe_a_little_above_the_usual_is_alone),
        cmocka_unit_test(the_usual_probe_is_the_10th_percentile_over_all_rows),
        cmocka_unit_test(what_is_known_of_the_processor_counts_where_it_is_less),
        cmocka_unit_test(filling_judges_every_row_by_the_same_usual_probe),
        cmocka_unit_test(tainted_rounds_on_a_core_alone_are_not_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
