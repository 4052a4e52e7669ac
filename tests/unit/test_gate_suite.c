// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Many cells and their stages: who goes on, who is what, and what the whole comes to.
#include "bench/analyse/gate_suite.h"

#include "tests/unit/unit.h"

#include <math.h>

static void assert_near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-12))
        fail_msg("%.12g is not %.12g", value, expected);
}

// A cell that has been through a stage for each letter: p passed, i improved, r regression, u
// undecided, n too few blocks.
static struct gate_cell cell_of(const char *stages) {
    struct gate_cell c = {.tolerance = 0.01};
    for (; stages[c.stage_count] != '\0'; c.stage_count++) {
        char letter = stages[c.stage_count];
        c.stages[c.stage_count] = (struct gate_estimate){
            .verdict = letter == 'p'   ? GATE_PASS
                       : letter == 'i' ? GATE_IMPROVED
                       : letter == 'r' ? GATE_REGRESSION
                                       : GATE_INCONCLUSIVE,
            .blocks = letter == 'n' ? 0 : 20,
            .p = letter == 'r' ? 1e-6 : 1,
            .detectable = 0.012,
        };
    }
    return c;
}

static struct gate_cell settled(const char *stages) {
    struct gate_cell c = cell_of(stages);
    assert_true(gate_suite_settle(&c, 1));
    return c;
}

static void a_cell_goes_through_the_stages(void **state) {
    (void)state;
    const struct {
        const char *stages;
        enum gate_verdict verdict;
        enum gate_reason reason;
        bool goes_on;
    } cases[] = {
        {"", GATE_INCONCLUSIVE, GATE_UNMEASURED, false},
        {"p", GATE_PASS, GATE_DECIDED, false},
        {"i", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, true},
        {"ii", GATE_IMPROVED, GATE_DECIDED, false},
        {"ip", GATE_PASS, GATE_DECIDED, false},
        {"ui", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, true},
        {"uii", GATE_IMPROVED, GATE_DECIDED, false},
        {"iui", GATE_IMPROVED, GATE_DECIDED, false},
        {"uui", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, false},
        {"iri", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, false},
        {"u", GATE_INCONCLUSIVE, GATE_TOO_WIDE, true},
        {"n", GATE_INCONCLUSIVE, GATE_TOO_FEW, true},
        {"r", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, true},
        {"rp", GATE_PASS, GATE_DECIDED, false},
        {"ri", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, true},
        {"ru", GATE_INCONCLUSIVE, GATE_TOO_WIDE, true},
        {"un", GATE_INCONCLUSIVE, GATE_TOO_FEW, true},
        {"ur", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, true},
        {"rr", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, true},
        {"rrr", GATE_REGRESSION, GATE_DECIDED, false},
        {"urr", GATE_REGRESSION, GATE_DECIDED, false},
        {"rrp", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, false},
        {"rri", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, false},
        {"rru", GATE_INCONCLUSIVE, GATE_TOO_WIDE, false},
        {"rur", GATE_REGRESSION, GATE_DECIDED, false},
        {"uur", GATE_INCONCLUSIVE, GATE_UNCONFIRMED, false},
        {"rup", GATE_PASS, GATE_DECIDED, false},
        {"nup", GATE_PASS, GATE_DECIDED, false},
        {"uuu", GATE_INCONCLUSIVE, GATE_TOO_WIDE, false},
        {"uun", GATE_INCONCLUSIVE, GATE_TOO_FEW, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct gate_cell c = settled(cases[i].stages);
        if (c.verdict != cases[i].verdict || c.reason != cases[i].reason ||
            gate_cell_goes_on(&c) != cases[i].goes_on)
            fail_msg("\"%s\": %s, %s, goes on: %d", cases[i].stages, gate_verdict_name(c.verdict),
                     gate_reason_text(c.reason), gate_cell_goes_on(&c));
        assert_int_equal(gate_reason_text(c.reason)[0] == '\0', c.verdict != GATE_INCONCLUSIVE);
    }
}

static void the_same_bytes_pass_unmeasured(void **state) {
    (void)state;
    struct gate_cell c = cell_of("");
    c.identical = true;
    assert_true(gate_suite_settle(&c, 1));
    assert_int_equal(c.verdict, GATE_PASS);
    assert_false(gate_cell_goes_on(&c));
    const struct gate_suite suite = gate_suite_of(&c, 1);
    assert_int_equal(suite.identical, 1);
    assert_int_equal(suite.measured, 0);
    assert_true(isnan(suite.detectable));
    assert_int_equal(gate_suite_status(&suite), EXIT_OK);
}

static void who_is_out_of_time_or_wrong_stays_where_he_is(void **state) {
    (void)state;
    struct gate_cell late = cell_of("r"), wrong = cell_of("r");
    late.out_of_time = wrong.wrong = true;
    assert_true(gate_suite_settle(&late, 1) && gate_suite_settle(&wrong, 1));
    assert_false(gate_cell_goes_on(&late) || gate_cell_goes_on(&wrong));
    assert_int_equal(late.verdict, GATE_INCONCLUSIVE);
    assert_int_equal(late.reason, GATE_NO_TIME);
    struct gate_cell quick = cell_of("i"); // it saves time by not copying
    quick.wrong = true;
    assert_true(gate_suite_settle(&quick, 1));
    assert_int_equal(quick.verdict, GATE_INCONCLUSIVE);
    assert_int_equal(quick.reason, GATE_WRONG);
}

// In a family of four: 4 * 0.01, then max(0.04, 3 * 0.02), then 2 * 0.04 = 0.08 and 1 * 0.05, which
// is not below it.
static void holm_adjusts_as_published(void **state) {
    (void)state;
    const double p[] = {0.05, 0.01, 0.04, 0.02};
    const double expected[] = {0.08, 0.04, 0.08, 0.06};
    double adjusted[4];
    assert_true(gate_holm(p, 4, 4, adjusted));
    for (size_t i = 0; i < 4; i++)
        assert_near(adjusted[i], expected[i]);
    const double two[] = {0.02, 0.001}; // of a hundred cells
    assert_true(gate_holm(two, 2, 100, adjusted));
    assert_near(adjusted[1], 0.1);
    assert_near(adjusted[0], 1);
}

// Of four: 4 * 0.01 / 1, 4 * 0.02 / 2, then 4 * 0.04 / 3 = 0.0533 but not above 4 * 0.05 / 4.
static void q_values_are_as_published(void **state) {
    (void)state;
    const double p[] = {0.05, 0.01, 0.04, 0.02};
    const double expected[] = {0.05, 0.04, 0.05, 0.04};
    double q[4];
    assert_true(gate_q_values(p, 4, q));
    for (size_t i = 0; i < 4; i++)
        assert_near(q[i], expected[i]);
}

// A p of 0.001 is one in twenty of a family of 50 and not of 51; canaries are another family.
static void a_regression_must_stand_out_among_all_cells_of_the_first_stage(void **state) {
    (void)state;
    struct gate_cell cells[120];
    for (size_t count = 50; count <= 51; count++) {
        for (size_t i = 0; i < 120; i++) {
            cells[i] = cell_of("p");
            cells[i].canary = i >= count;
        }
        cells[7] = cell_of("rrr");
        cells[7].stages[2].p = 0.001;
        assert_true(gate_suite_settle(cells, 120));
        assert_near(cells[7].holm, 0.001 * (double)count);
        assert_int_equal(cells[7].reason, count == 50 ? GATE_DECIDED : GATE_NOT_ALONE);
        assert_near(cells[7].q, 0.001 * (double)count);
    }
}

static void a_canary_that_sings_makes_the_run_inconclusive(void **state) {
    (void)state;
    const struct {
        const char *stages;
        bool goes_on, alarm;
    } cases[] = {{"p", false, false},   {"i", true, false},    {"ii", false, true},
                 {"ui", true, false},   {"uii", false, true},  {"rrr", false, true},
                 {"rrp", false, false}, {"rru", false, false}, {"ru", true, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gate_cell cells[] = {cell_of("rrr"), cell_of(cases[i].stages)};
        cells[1].canary = true;
        assert_true(gate_suite_settle(cells, 2));
        const struct gate_suite suite = gate_suite_of(cells, 2);
        if (gate_cell_goes_on(&cells[1]) != cases[i].goes_on || suite.alarms != cases[i].alarm)
            fail_msg("\"%s\": goes on: %d, alarms: %zu", cases[i].stages,
                     gate_cell_goes_on(&cells[1]), suite.alarms);
        assert_int_equal(suite.canaries, 1);
        assert_int_equal(suite.counts[GATE_REGRESSION], 1); // a canary is no cell of anybody's
        assert_int_equal(gate_suite_status(&suite),
                         cases[i].alarm ? EXIT_INCONCLUSIVE : EXIT_REGRESSION);
    }
}

static void the_suite_is_as_sharp_as_its_dullest_cell(void **state) {
    (void)state;
    struct gate_cell cells[] = {cell_of("p"), cell_of("up"), cell_of("ii"), cell_of("p")};
    cells[1].stages[0].detectable = 0.5; // the second stage was sharper
    cells[1].stages[1].detectable = 0.03;
    cells[3].canary = true;
    cells[3].stages[0].detectable = 0.9;
    assert_true(gate_suite_settle(cells, 4));
    struct gate_suite suite = gate_suite_of(cells, 4);
    assert_near(suite.detectable, 0.03);
    assert_int_equal(suite.measured, 3);
    assert_int_equal(suite.counts[GATE_PASS], 2);
    assert_int_equal(suite.counts[GATE_IMPROVED], 1);
    assert_int_equal(gate_suite_status(&suite), EXIT_OK);
    cells[0] = cell_of("nn");
    cells[0].stages[1].detectable = NAN;
    assert_true(gate_suite_settle(cells, 4));
    suite = gate_suite_of(cells, 4);
    assert_true(isnan(suite.detectable));
    assert_int_equal(gate_suite_status(&suite), EXIT_INCONCLUSIVE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_goes_through_the_stages),
        cmocka_unit_test(the_same_bytes_pass_unmeasured),
        cmocka_unit_test(who_is_out_of_time_or_wrong_stays_where_he_is),
        cmocka_unit_test(holm_adjusts_as_published),
        cmocka_unit_test(q_values_are_as_published),
        cmocka_unit_test(a_regression_must_stand_out_among_all_cells_of_the_first_stage),
        cmocka_unit_test(a_canary_that_sings_makes_the_run_inconclusive),
        cmocka_unit_test(the_suite_is_as_sharp_as_its_dullest_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
