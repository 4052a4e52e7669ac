// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What one cell's samples say, against fixtures whose answer is known and arithmetic done by hand;
// t quantiles from printed tables.
#include "bench/analyse/summary.h"
#include "tests/unit/gate_fixtures.h"
#include "tests/unit/gate_recorded.h"

#include "tests/unit/unit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

static const double t_975_5 = 2.570581836, t_95_5 = 2.015048373;

static void assert_near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-8 * fabs(expected)))
        fail_msg("%.12g is not %.12g", value, expected);
}

static void assert_about(double value, double expected, double by) {
    if (!(fabs(value - expected) <= by))
        fail_msg("%.6g is not within %g of %.6g", value, by, expected);
}

static void assert_verdict(const struct gate_estimate *e, enum gate_verdict verdict) {
    if (e->verdict != verdict)
        fail_msg("%s (%+.4f, %+.4f to %+.4f), not %s", gate_verdict_name(e->verdict), e->slowdown,
                 e->lo, e->hi, gate_verdict_name(verdict));
}

static void quiet_cells_are_told_to_a_fraction_of_a_percent(void **state) {
    (void)state;
    const struct {
        double slowdown;
        enum gate_verdict verdict;
    } cases[] = {{0, GATE_PASS},           {0.005, GATE_PASS},  {0.02, GATE_REGRESSION},
                 {0.5, GATE_REGRESSION},   {-0.005, GATE_PASS}, {-0.02, GATE_IMPROVED},
                 {0.01, GATE_INCONCLUSIVE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct fixture f = fixture_quiet(FIXTURE_BLOCKS, log1p(cases[i].slowdown));
        const struct gate_estimate e = fixture_estimate(&f, 0.01);
        assert_verdict(&e, cases[i].verdict);
        assert_about(e.slowdown, cases[i].slowdown, 0.001);
        assert_true(e.lo < e.slowdown && e.slowdown < e.hi);
        assert_int_equal(e.blocks, FIXTURE_BLOCKS);
        assert_int_equal(e.used, FIXTURE_BLOCKS * FIXTURE_ROUNDS);
        assert_about(e.base_ns, 100, 1e-9);
        assert_about(e.ns, 100 * (1 + cases[i].slowdown), 0.1);
        assert_about(e.to_anchor, (1 + cases[i].slowdown) / 2, 0.001);
        assert_about(e.base_to_anchor, 0.5, 1e-9);
        assert_about(e.to_anchor_hi / e.to_anchor_lo, (1 + e.hi) / (1 + e.lo), 1e-9);
        assert_about(e.to_anchor_hi * e.to_anchor_lo, e.to_anchor * e.to_anchor, 1e-9);
        assert_about(e.detectable, 0.0105, 0.0005);
        assert_false(e.layout_sensitive || e.from_shared);
    }
}

static void the_tolerance_is_what_is_judged_by(void **state) {
    (void)state;
    const struct fixture f = fixture_quiet(FIXTURE_BLOCKS, log1p(0.02));
    const struct gate_estimate at_one = fixture_estimate(&f, 0.01);
    const struct gate_estimate at_three = fixture_estimate(&f, 0.03);
    assert_verdict(&at_one, GATE_REGRESSION);
    assert_verdict(&at_three, GATE_PASS);
    assert_true(at_one.p < 1e-6 && at_three.p > 0.999999);
}

// v = 0.001 * {0, 1, 2, 3, 100}, each twice. Without two at either end m = 0.002; winsorised, four
// ones, two twos and four threes have the variance 8 / 9, so se = 0.001 * sqrt(8 / 9 * 9 / 30).
// With d = 0.001 T = 1 / sqrt(8 / 30), and with five degrees of freedom P(T >= 1.936491673) is
// 0.0552833453656 (A = t / sqrt(5), 1 / 2 - (atan A + A / (1 + A^2) (1 + 2 / (3 (1 + A^2)))) / pi).
static void the_formulas_are_those_of_the_header(void **state) {
    (void)state;
    static const double v[] = {0.1, 0, 0.003, 0.002, 0.001};
    struct fixture f = fixture_quiet(10, 0);
    for (size_t i = 0; i < 10 * FIXTURE_ROUNDS; i++)
        f.rounds[i].ns = 100 * exp(v[i / FIXTURE_ROUNDS % 5]);
    const struct gate_estimate e = fixture_estimate(&f, expm1(0.001));
    double se = 0.001 * sqrt(8.0 / 30);
    assert_near(e.slowdown, expm1(0.002));
    assert_near(e.lo, expm1(0.002 - t_975_5 * se));
    assert_near(e.hi, expm1(0.002 + t_975_5 * se));
    assert_near(e.p, 0.0552833453656);
    assert_near(e.detectable, expm1(0.001 + (t_975_5 + t_95_5) * se));
    assert_verdict(&e, GATE_INCONCLUSIVE);
}

static void blocks_without_noise_have_a_p_of_0_or_1(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(10, 0);
    for (size_t i = 0; i < 10 * FIXTURE_ROUNDS; i++)
        f.rounds[i].ns = 102;
    const struct gate_estimate slower = fixture_estimate(&f, 0.01),
                               same = fixture_estimate(&f, 0.03);
    assert_true(slower.p == 0 && same.p == 1);
    assert_verdict(&slower, GATE_REGRESSION);
    assert_near(slower.detectable, 0.01);
}

// In the first half of each block the core was shared, and there the candidate seems half as fast
// again slower: the rounds alone count and nobody else.
static void rounds_that_were_shared_are_not_mixed_in(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, 0);
    for (size_t i = 0; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++)
        if (i % FIXTURE_ROUNDS < FIXTURE_ROUNDS / 2) {
            f.rounds[i].probe = FIXTURE_SHARED;
            f.rounds[i].ns *= 1.5;
        }
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_verdict(&e, GATE_PASS);
    assert_false(e.from_shared);
    assert_int_equal(e.used, FIXTURE_BLOCKS * FIXTURE_ROUNDS / 2);
    assert_about(e.ns, 100, 0.1);
}

// Six blocks in twenty were alone: too few to be what counts, and then they do not count at all.
static void a_shared_core_is_told_from_shared_rounds_alone(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, log1p(0.1));
    for (size_t i = 6 * FIXTURE_ROUNDS; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++) {
        f.rounds[i].probe = FIXTURE_SHARED;
        f.rounds[i].ns = 100 * exp(0.002 * fixture_noise(i));
    }
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_verdict(&e, GATE_PASS);
    assert_true(e.from_shared);
    assert_int_equal(e.blocks, FIXTURE_BLOCKS - 6);
    assert_int_equal(e.used, (FIXTURE_BLOCKS - 6) * FIXTURE_ROUNDS);
}

// Half of the blocks are enough, though all of them have shared rounds enough; a probe exactly at
// the limit is shared.
static void half_of_the_blocks_alone_are_enough(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, 0);
    for (size_t i = 0; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++)
        if (i < FIXTURE_BLOCKS / 2 * FIXTURE_ROUNDS || i % 2 == 0) {
            f.rounds[i].probe = FIXTURE_ALONE * SAMPLE_SHARED_ABOVE;
            f.rounds[i].ns *= 2;
        }
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_verdict(&e, GATE_PASS);
    assert_false(e.from_shared);
    assert_int_equal(e.blocks, FIXTURE_BLOCKS / 2);
}

// Of twenty blocks twelve were preempted, five were alone and three shared: the five speak, and are
// too few to decide.
static void less_than_half_alone_count_where_no_more_were_shared(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, 0);
    for (size_t i = 0; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++) {
        f.rounds[i].taint = i < 12 * FIXTURE_ROUNDS ? TAINT_PREEMPTED : 0;
        f.rounds[i].probe = i < 17 * FIXTURE_ROUNDS ? FIXTURE_ALONE : FIXTURE_SHARED;
    }
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_verdict(&e, GATE_INCONCLUSIVE);
    assert_int_equal(e.blocks, 5);
    assert_int_equal(e.used, 5 * FIXTURE_ROUNDS);
    assert_false(e.from_shared);
}

// The clock falls to half over the cell, for both arms alike.
static void a_drift_of_both_is_none_of_the_ratio(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, log1p(0.03));
    for (size_t i = 0; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++) {
        double slower = 1 + (double)i / (FIXTURE_BLOCKS * FIXTURE_ROUNDS);
        f.rounds[i].ns *= slower;
        f.rounds[i].ref_ns *= slower;
    }
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_verdict(&e, GATE_REGRESSION);
    assert_about(e.slowdown, 0.03, 0.001);
}

// At every other placement the candidate takes 10 % longer, at the others 10 % less.
static void two_modes_are_not_decided_and_said_to_be_of_the_layout(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, 0);
    for (size_t i = 0; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++)
        f.rounds[i].ns *= i / FIXTURE_ROUNDS % 2 == 0 ? 1.1 : 1 / 1.1;
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_verdict(&e, GATE_INCONCLUSIVE);
    assert_true(e.layout_sensitive);
    assert_true(e.detectable > 0.05);
}

// At every other placement it takes 10 % less and at none more: that is no change of sign.
static void one_placement_that_gains_is_no_matter_of_the_layout(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, 0);
    for (size_t i = 0; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++)
        f.rounds[i].ns *= i / FIXTURE_ROUNDS % 2 == 0 ? 1 : 1 / 1.1;
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_false(e.layout_sensitive);
}

// From the fourth block from the end on the candidate takes 30 % longer: a neighbour came. Trimming
// takes four blocks of twenty at either end; with a fifth the interval widens.
static void a_step_late_in_the_cell_is_trimmed(void **state) {
    (void)state;
    for (size_t disturbed = 4; disturbed <= 8; disturbed += 4) {
        struct fixture f = fixture_quiet(FIXTURE_BLOCKS, 0);
        size_t from = (FIXTURE_BLOCKS - disturbed) * FIXTURE_ROUNDS;
        for (size_t i = from; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++)
            f.rounds[i].ns *= 1.3;
        const struct gate_estimate e = fixture_estimate(&f, 0.01);
        assert_verdict(&e, disturbed == 4 ? GATE_PASS : GATE_INCONCLUSIVE);
        assert_false(e.layout_sensitive);
    }
}

static void tainted_rounds_are_left_out(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, 0);
    for (size_t i = 0; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i++)
        if (i % FIXTURE_ROUNDS < 5) {
            f.rounds[i].taint = TAINT_PREEMPTED;
            f.rounds[i].ns *= 10;
        }
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_verdict(&e, GATE_PASS);
    assert_int_equal(e.tainted, FIXTURE_BLOCKS * 5);
    assert_int_equal(e.blocks, FIXTURE_BLOCKS); // three rounds are enough
    for (size_t i = 5; i < FIXTURE_BLOCKS * FIXTURE_ROUNDS; i += FIXTURE_ROUNDS)
        f.rounds[i].taint = TAINT_FAULTED; // two are not
    const struct gate_estimate too_few = fixture_estimate(&f, 0.01);
    assert_int_equal(too_few.blocks, 0);
    assert_verdict(&too_few, GATE_INCONCLUSIVE);
}

static void fewer_than_ten_blocks_decide_nothing(void **state) {
    (void)state;
    const struct fixture nine = fixture_quiet(9, 1), ten = fixture_quiet(10, 1);
    const struct fixture none = fixture_quiet(0, 0);
    const struct gate_estimate too_few = fixture_estimate(&nine, 0.01);
    const struct gate_estimate enough = fixture_estimate(&ten, 0.01);
    const struct gate_estimate nothing = fixture_estimate(&none, 0.01);
    assert_verdict(&too_few, GATE_INCONCLUSIVE);
    assert_true(isnan(too_few.slowdown) && isnan(too_few.detectable) && too_few.p == 1);
    assert_verdict(&enough, GATE_REGRESSION);
    assert_verdict(&nothing, GATE_INCONCLUSIVE);
    assert_true(isnan(nothing.ns));
}

// What blocks said, three rounds each; at the places they had, or all at one.
static struct gate_estimate estimate_of(const struct recorded *recorded, size_t count, bool placed,
                                        double tolerance) {
    struct block blocks[SAMPLE_BLOCKS_MOST];
    struct round rounds[SAMPLE_BLOCKS_MOST * GATE_ROUNDS_LEAST];
    const struct gate_samples s = {blocks, count, rounds, count * GATE_ROUNDS_LEAST};
    for (size_t i = 0; i < count; i++)
        blocks[i] = (struct block){.code_offset = placed ? 64 + recorded[i].place : 64,
                                   .first = i * GATE_ROUNDS_LEAST,
                                   .count = GATE_ROUNDS_LEAST};
    for (size_t i = 0; i < s.round_count; i++)
        rounds[i] = (struct round){.ns = 100 * exp(recorded[i / GATE_ROUNDS_LEAST].log_ratio / 1e4),
                                   .ref_ns = 100,
                                   .probe = FIXTURE_ALONE};
    return gate_estimate_of(&s, tolerance, FIXTURE_ALONE);
}

#define ESTIMATE_OF(RECORDED, PLACED) estimate_of(RECORDED, COUNT_OF(RECORDED), PLACED, 0.01)

// One place in four is a tenth slower: all of it together, a fortieth, to a hundredth of a percent.
// Not knowing of places one would trim that place away and still be unsure.
static void different_code_is_told_place_by_place(void **state) {
    (void)state;
    const struct gate_estimate slower = ESTIMATE_OF(recorded_unrolled_64, true),
                               blind = ESTIMATE_OF(recorded_unrolled_64, false),
                               faster = ESTIMATE_OF(recorded_unrolled_1024, true);
    assert_verdict(&slower, GATE_REGRESSION);
    assert_about(slower.slowdown, 0.0265, 0.0005);
    assert_about(slower.hi - slower.lo, 0, 0.0005);
    assert_false(slower.layout_sensitive);
    assert_verdict(&blind, GATE_INCONCLUSIVE);
    assert_about(blind.slowdown, 0.003, 0.0005);
    assert_verdict(&faster, GATE_IMPROVED);
}

// A fifth slower at one place, a seventh faster at another, a percent and a half in the mean.
static void places_that_contradict_each_other_are_said_to_be_of_the_layout(void **state) {
    (void)state;
    const struct gate_estimate e = ESTIMATE_OF(recorded_moved_256, true);
    assert_verdict(&e, GATE_REGRESSION);
    assert_about(e.slowdown, 0.0162, 0.0005);
    assert_true(e.layout_sensitive);
}

static void places_that_are_alike_change_nothing(void **state) {
    (void)state;
    const struct gate_estimate placed = ESTIMATE_OF(recorded_same_4096, true),
                               blind = ESTIMATE_OF(recorded_same_4096, false);
    assert_verdict(&placed, GATE_PASS);
    assert_true(placed.slowdown == blind.slowdown && placed.hi == blind.hi);
}

// v = 0.001 * {0, 0, 1, 2} at one place and 0.001 * {8, 9, 9, 10} at another, each three times. Of
// either two are trimmed at each end, m = 0.000625 and 0.009; winsorised, the first is six noughts,
// three ones and three twos with the variance 0.75, the second three eights, six nines and three
// tens with 6 / 11; kept are eight, so se_p^2 = 1e-6 * 11 / (8 * 7) * {0.75, 6 / 11}.
static void the_formulas_of_places_are_those_of_the_header(void **state) {
    (void)state;
    static const double tenths[] = {0, 0, 10, 20, 80, 90, 90, 100};
    struct recorded r[24];
    for (size_t i = 0; i < 24; i++)
        r[i] = (struct recorded){i % 8 < 4 ? 0 : 48, tenths[i % 8]};
    const struct gate_estimate e = estimate_of(r, 24, true, 0.01);
    double a = 1e-6 * 11 / 56 * 0.75, b = 1e-6 * 11 / 56 * 6 / 11, se = sqrt(a + b) / 2;
    double freedom = (a + b) * (a + b) / (a * a / 7 + b * b / 7);
    assert_near(e.slowdown, expm1((0.000625 + 0.009) / 2));
    assert_about(freedom, 13.65, 0.01);
    assert_near(e.hi, expm1(0.0048125 + gsl_cdf_tdist_Pinv(0.975, freedom) * se));
    for (size_t i = 0; i < 24; i++) // a place with too few that speak
        r[i].place = i < 2 ? 16 : r[i].place;
    const struct gate_estimate blind = estimate_of(r, 24, false, 0.01),
                               few = estimate_of(r, 24, true, 0.01);
    assert_true(few.slowdown == blind.slowdown && few.hi == blind.hi);
}

// Places that differ by up to a third, and a mean exactly at the tolerance: either verdict is wrong
// then, and one in twenty may be.
static void the_interval_of_places_holds_the_truth(void **state) {
    (void)state;
    static const double effects[] = {-2000, 1200, 400, 400};
    enum { CELLS = 1000 };
    size_t slower = 0, passed = 0;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t cell = 0; cell < CELLS; cell++) {
        struct recorded r[FIXTURE_BLOCKS];
        for (size_t i = 0; i < FIXTURE_BLOCKS; i++)
            r[i] = (struct recorded){16 * (i % 4), 1e4 * log1p(0.01) + effects[i % 4] +
                                                       gsl_ran_gaussian(rng, 100)};
        const struct gate_estimate e = ESTIMATE_OF(r, true);
        slower += e.verdict == GATE_REGRESSION;
        passed += e.verdict == GATE_PASS;
    }
    gsl_rng_free(rng);
    assert_in_range(slower, 1, CELLS * 3 / 100);
    assert_in_range(passed, 1, CELLS * 3 / 100);
}

static void without_an_anchor_there_is_no_ratio_to_it(void **state) {
    (void)state;
    struct fixture f = fixture_quiet(FIXTURE_BLOCKS, 0);
    f.rounds[3].anchor_ns = 0;
    const struct gate_estimate e = fixture_estimate(&f, 0.01);
    assert_true(isnan(e.to_anchor) && isnan(e.base_to_anchor));
    assert_verdict(&e, GATE_PASS);
}

// 0.20, 0.21 ... 0.30: the tenth percentile is 0.21.
static void the_probe_of_a_core_of_ones_own_is_the_tenth_percentile(void **state) {
    (void)state;
    double probes[11];
    for (size_t i = 0; i < 11; i++)
        probes[i] = 0.30 - 0.01 * (double)i;
    assert_near(summary_baseline_of(probes, 11, INFINITY), 0.21);
    assert_near(summary_baseline_of(probes, 11, 0.20), 0.21);
    assert_near(summary_baseline_of(probes, 11, 0.18), 0.18); // nearly all of it was shared
    assert_true(isinf(summary_baseline_of(probes, 0, 0.18)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quiet_cells_are_told_to_a_fraction_of_a_percent),
        cmocka_unit_test(the_tolerance_is_what_is_judged_by),
        cmocka_unit_test(the_formulas_are_those_of_the_header),
        cmocka_unit_test(blocks_without_noise_have_a_p_of_0_or_1),
        cmocka_unit_test(rounds_that_were_shared_are_not_mixed_in),
        cmocka_unit_test(a_shared_core_is_told_from_shared_rounds_alone),
        cmocka_unit_test(half_of_the_blocks_alone_are_enough),
        cmocka_unit_test(less_than_half_alone_count_where_no_more_were_shared),
        cmocka_unit_test(one_placement_that_gains_is_no_matter_of_the_layout),
        cmocka_unit_test(a_drift_of_both_is_none_of_the_ratio),
        cmocka_unit_test(two_modes_are_not_decided_and_said_to_be_of_the_layout),
        cmocka_unit_test(a_step_late_in_the_cell_is_trimmed),
        cmocka_unit_test(different_code_is_told_place_by_place),
        cmocka_unit_test(places_that_contradict_each_other_are_said_to_be_of_the_layout),
        cmocka_unit_test(places_that_are_alike_change_nothing),
        cmocka_unit_test(the_formulas_of_places_are_those_of_the_header),
        cmocka_unit_test(the_interval_of_places_holds_the_truth),
        cmocka_unit_test(tainted_rounds_are_left_out),
        cmocka_unit_test(fewer_than_ten_blocks_decide_nothing),
        cmocka_unit_test(without_an_anchor_there_is_no_ratio_to_it),
        cmocka_unit_test(the_probe_of_a_core_of_ones_own_is_the_tenth_percentile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
