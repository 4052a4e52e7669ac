// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A gate's cells beside what was stored, with figures worked out by hand.
#include "bench/analyse/gate_past.h"

#include "tests/unit/made_result.h"

#include <math.h>

static struct gate_cell cells[4];
static struct gate_report report;
static struct baseline_row rows[4];
static struct baseline baseline;
static struct failure failure;

static struct gate_cell made_cell(const char *name, size_t bytes, double to_anchor, double by) {
    struct gate_cell cell = {.bytes = bytes, .tolerance = 0.01, .stage_count = 1};
    snprintf(cell.name, sizeof cell.name, "%s", name);
    memset(cell.sha256, 'c', sizeof cell.sha256 - 1);
    cell.stages[0] = (struct gate_estimate){.blocks = 20,
                                            .to_anchor = to_anchor,
                                            .to_anchor_lo = to_anchor / by,
                                            .to_anchor_hi = to_anchor * by};
    return cell;
}

static struct baseline_row made_stored(const char *name, size_t bytes, double to_anchor,
                                       double by) {
    struct baseline_row row = {
        .bytes = bytes, .to_anchor = to_anchor, .lo = to_anchor / by, .hi = to_anchor * by};
    snprintf(row.impl, sizeof row.impl, "%s", name);
    memset(row.sha256, 'd', sizeof row.sha256 - 1);
    return row;
}

static int make(void **state) {
    (void)state;
    failure = (struct failure){.status = EXIT_OK};
    cells[0] = made_cell("one", 64, 0.52, 1.003);
    cells[1] = made_cell("one", 4096, 0.5, 1.003);
    cells[2] = made_cell("two", 64, 0.48, 1.003);
    cells[3] = made_cell("two", 4096, 0.5, 1.003);
    report = (struct gate_report){.machine = made_machine(),
                                  .page_bytes = 4096,
                                  .cells = cells,
                                  .cell_count = 4,
                                  .date = "2026-01-02T03:04:05Z",
                                  .command = "memcpybench check"};
    memset(report.anchor_sha256, 'a', sizeof report.anchor_sha256 - 1);
    rows[0] = made_stored("one", 64, 0.5, 1.004);
    rows[1] = made_stored("one", 4096, 0.5, 1.004);
    rows[2] = made_stored("two", 64, 0.5, 1.004);
    rows[3] = made_stored("three", 4096, 0.5, 1.004);
    baseline = (struct baseline){.version = BASELINE_SCHEMA_VERSION,
                                 .machine = made_machine(),
                                 .page_bytes = 4096,
                                 .rows = rows,
                                 .row_count = 4};
    memset(baseline.anchor, 'a', sizeof baseline.anchor - 1);
    return 0;
}

static int clear(void **state) {
    (void)state;
    free(report.past.drifts);
    return 0;
}

static void what_must_be_the_same_is_named(void **state) {
    (void)state;
    char text[COMPARABLE_TEXT];
    snprintf(baseline.machine.host, sizeof baseline.machine.host, "elsewhere");
    snprintf(baseline.machine.microcode, sizeof baseline.machine.microcode, "0x99");
    assert_true(gate_past_fits(&baseline, &report, text));
    assert_string_equal(text, "");
    baseline.page_bytes = 2 << 20;
    baseline.anchor[0] = 'b';
    assert_false(gate_past_fits(&baseline, &report, text));
    assert_non_null(strstr(text, "anchor (baaa"));
    assert_non_null(strstr(text, "pages under the buffers (2 MiB and 4 KiB)"));
    report.page_bytes = 0; // nothing was measured
    assert_false(gate_past_fits(&baseline, &report, text));
    assert_null(strstr(text, "pages"));
    baseline.version = 7;
    assert_false(gate_past_fits(&baseline, &report, text));
    assert_string_equal(text, "schema version (7 and 1)");
}

// The half-widths 3 and 4 thousandths make 5.
static void drifts_have_the_intervals_of_two_runs(void **state) {
    (void)state;
    static const enum gate_drift_kind kinds[] = {DRIFT_SLOWER, DRIFT_NONE, DRIFT_FASTER};
    static const double changes[] = {0.04, 0, -0.04};
    double h = hypot(log(1.003), log(1.004));
    assert_true(gate_past_compare(&baseline, &report, &failure));
    assert_int_equal(report.past.drift_count, 3); // "two" at 4 KiB was not stored
    for (size_t i = 0; i < 3; i++) {
        const struct gate_drift *d = &report.past.drifts[i];
        assert_int_equal(d->cell, i);
        assert_int_equal(d->kind, kinds[i]);
        assert_true(fabs(d->change - changes[i]) < 1e-12);
        assert_true(fabs(d->lo - expm1(log1p(changes[i]) - h)) < 1e-12);
        assert_true(fabs(d->hi - expm1(log1p(changes[i]) + h)) < 1e-12);
        assert_false(d->same_bytes);
        assert_int_equal(report.past.counts[kinds[i]], 1);
    }
}

static void the_tolerance_and_the_core_decide_what_a_drift_is(void **state) {
    (void)state;
    cells[0].tolerance = 0.04;
    cells[1].stages[0].from_shared = true;
    rows[2].shared_core = true;
    cells[2].stages[0].from_shared = true;
    memset(rows[0].sha256, 'c', sizeof rows[0].sha256 - 1);
    assert_true(gate_past_compare(&baseline, &report, &failure));
    assert_int_equal(report.past.drifts[0].kind, DRIFT_NONE);
    assert_true(report.past.drifts[0].same_bytes);
    assert_int_equal(report.past.drifts[1].kind, DRIFT_UNKNOWN);
    assert_int_equal(report.past.drifts[2].kind, DRIFT_FASTER); // both were
}

static void canaries_and_what_has_no_ratio_are_left_out(void **state) {
    (void)state;
    cells[0].canary = true;
    cells[1].stages[0].blocks = GATE_BLOCKS_LEAST - 1;
    cells[2].stages[0].to_anchor = NAN;
    char why[RESULT_TEXT];
    struct baseline made;
    assert_true(gate_past_compare(&baseline, &report, &failure));
    assert_int_equal(report.past.drift_count, 0);
    assert_true(gate_past_make(&report, &made, why, &failure));
    assert_int_equal(made.row_count, 1);
    assert_string_equal(made.rows[0].impl, "two");
    assert_int_equal(made.rows[0].bytes, 4096);
    baseline_free(&made);
}

static void what_is_stored_fits_and_has_not_drifted(void **state) {
    (void)state;
    char why[RESULT_TEXT], text[COMPARABLE_TEXT];
    struct baseline made;
    report.status = EXIT_INCONCLUSIVE;
    assert_true(gate_past_make(&report, &made, why, &failure));
    assert_string_equal(why, "");
    assert_true(gate_past_fits(&made, &report, text));
    assert_true(gate_past_compare(&made, &report, &failure));
    assert_int_equal(report.past.counts[DRIFT_NONE], 4);
    assert_true(report.past.drifts[3].same_bytes);
    assert_string_equal(made.date, report.date);
    baseline_free(&made);
}

static void who_is_not_to_be_gone_by_is_not_stored(void **state) {
    (void)state;
    char why[RESULT_TEXT];
    struct baseline made;
    for (unsigned i = 0; i < 5; i++) {
        report.status = i == 0 ? EXIT_REGRESSION : EXIT_OK;
        report.suite.alarms = i == 1;
        report.signal = i == 2 ? 15 : 0;
        snprintf(report.fault, sizeof report.fault, "%s", i == 3 ? "a fault" : "");
        report.cell_count = i == 4 ? 0 : 4;
        assert_true(gate_past_make(&report, &made, why, &failure));
        assert_string_not_equal(why, "");
        assert_int_equal(made.row_count, 0);
        baseline_free(&made);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_must_be_the_same_is_named, make, clear),
        cmocka_unit_test_setup_teardown(drifts_have_the_intervals_of_two_runs, make, clear),
        cmocka_unit_test_setup_teardown(the_tolerance_and_the_core_decide_what_a_drift_is, make,
                                        clear),
        cmocka_unit_test_setup_teardown(canaries_and_what_has_no_ratio_are_left_out, make, clear),
        cmocka_unit_test_setup_teardown(what_is_stored_fits_and_has_not_drifted, make, clear),
        cmocka_unit_test_setup_teardown(who_is_not_to_be_gone_by_is_not_stored, make, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
