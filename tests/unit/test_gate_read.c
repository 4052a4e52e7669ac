// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// check's own JSON read back: what was written comes back, every damage is refused with its place,
// and nothing of it reaches gnuplot unquoted.
#include "bench/present/gate_read.h"

#include "bench/present/gate_format.h"
#include "bench/present/plot_forest.h"
#include "tests/unit/temporary.h"

#include <jansson.h>
#include <math.h>

static json_t *good; // what check would write; tests damage copies of it

static struct gate_estimate made_estimate(enum gate_verdict verdict, double slowdown) {
    return (struct gate_estimate){.verdict = verdict,
                                  .slowdown = slowdown,
                                  .lo = slowdown - 0.002,
                                  .hi = slowdown + 0.003,
                                  .p = 0.25,
                                  .detectable = 0.0125,
                                  .ns = 103,
                                  .base_ns = 100,
                                  .to_anchor = NAN,
                                  .base_to_anchor = NAN,
                                  .blocks = 20,
                                  .used = 150,
                                  .tainted = 10,
                                  .from_shared = slowdown > 0.01};
}

// A regression of two stages, a cell of the same bytes as --record measures it, one of which
// nothing is known, a canary.
static struct gate_report made_report(struct gate_cell cells[4]) {
    const struct gate_estimate unknown = {.verdict = GATE_INCONCLUSIVE,
                                          .slowdown = NAN,
                                          .lo = NAN,
                                          .hi = NAN,
                                          .p = 1,
                                          .detectable = NAN,
                                          .ns = NAN,
                                          .base_ns = NAN,
                                          .to_anchor = NAN,
                                          .base_to_anchor = NAN};
    cells[0] = (struct gate_cell){
        .name = "slower",
        .bytes = 64,
        .tolerance = 0.01,
        .stages = {made_estimate(GATE_REGRESSION, 0.02), made_estimate(GATE_REGRESSION, 0.03)},
        .stage_count = 2,
        .verdict = GATE_REGRESSION,
        .holm = 0.001,
        .q = 0.002};
    cells[1] = (struct gate_cell){.name = "same",
                                  .bytes = 64,
                                  .tolerance = 0.01,
                                  .identical = true,
                                  .stages = {made_estimate(GATE_PASS, 0.001)},
                                  .stage_count = 1};
    cells[2] = (struct gate_cell){.name = "unknown",
                                  .bytes = 2 << 20,
                                  .tolerance = 0.03,
                                  .stages = {unknown},
                                  .stage_count = 1,
                                  .verdict = GATE_INCONCLUSIVE,
                                  .reason = GATE_TOO_FEW,
                                  .holm = 1,
                                  .q = 1};
    cells[3] = cells[0];
    cells[3].canary = true;
    cells[3].verdict = GATE_PASS;
    return (struct gate_report){.date = "2026-11-23T13:00:00Z",
                                .command = "memcpybench check --seed 1",
                                .base = "before",
                                .candidate = "after",
                                .seed = 4000000000,
                                .tolerance = 0.01,
                                .tolerance_large = 0.03,
                                .wall_seconds = 12.5,
                                .cells = cells,
                                .cell_count = 4,
                                .suite = gate_suite_of(cells, 4),
                                .status = EXIT_REGRESSION};
}

static int make_good(void **state) {
    struct gate_cell cells[4];
    char notes[][RESULT_TEXT] = {"2 cells had\nno time"}; // which reads back printable
    struct gate_report report = made_report(cells);
    report.notes = notes;
    report.note_count = 1;
    char *text = NULL;
    size_t size = 0;
    if (temporary_make(state) != 0)
        return 1;
    FILE *out = open_memstream(&text, &size);
    bool printed = gate_json_print(&report, out);
    fclose(out);
    good = printed ? json_loads(text, 0, NULL) : NULL;
    free(text);
    return good == NULL;
}

static int drop_good(void **state) {
    json_decref(good);
    return temporary_remove(state);
}

// Writes JSON into a file; its path, until the next call.
static const char *dump(const json_t *root) {
    const char *path = temporary_path("check.json");
    assert_int_equal(json_dump_file(root, path, 0), 0);
    return path;
}

static void what_was_written_comes_back(void **state) {
    (void)state;
    struct failure failure = {0};
    struct gate_report r;
    if (!gate_read(dump(good), &r, &failure))
        fail_msg("%s", failure.text);
    assert_string_equal(r.date, "2026-11-23T13:00:00Z");
    assert_string_equal(r.command, "memcpybench check --seed 1");
    assert_int_equal(r.note_count, 1);
    assert_string_equal(r.notes[0], "2 cells had?no time");
    assert_string_equal(r.base, "before");
    assert_string_equal(r.candidate, "after");
    assert_int_equal(r.seed, 4000000000);
    assert_int_equal(r.status, EXIT_REGRESSION);
    assert_int_equal(r.signal, 0);
    assert_int_equal(r.cell_count, 4);
    assert_true(r.tolerance == 0.01 && r.tolerance_large == 0.03 && r.wall_seconds == 12.5);
    const struct gate_cell *slower = &r.cells[0], *unknown = &r.cells[2];
    assert_string_equal(slower->name, "slower");
    assert_int_equal(slower->bytes, 64);
    assert_int_equal(slower->verdict, GATE_REGRESSION);
    assert_int_equal(slower->stage_count, 2);
    assert_int_equal(slower->stages[0].blocks, 20);
    assert_int_equal(slower->stages[0].used, 150);
    assert_int_equal(slower->stages[0].tainted, 10);
    assert_true(slower->stages[0].slowdown == 0.02 && slower->stages[1].slowdown == 0.03);
    assert_true(fabs(slower->stages[1].lo - 0.028) < 1e-9 && slower->stages[1].hi > 0.0329);
    assert_true(slower->stages[1].from_shared && isnan(slower->stages[1].to_anchor));
    assert_true(slower->holm == 0.001 && slower->q == 0.002 && slower->tolerance == 0.01);
    assert_int_equal(slower->reason, GATE_DECIDED);
    assert_true(r.cells[1].identical && r.cells[1].stage_count == 1 && r.cells[3].canary);
    assert_int_equal(unknown->reason, GATE_TOO_FEW);
    assert_true(isnan(unknown->stages[0].slowdown) && isnan(unknown->stages[0].ns));
    assert_int_equal(r.suite.counts[GATE_REGRESSION], 1);
    assert_int_equal(r.suite.canaries, 1);
    gate_report_free(&r);
}

// The value that a path of keys and indices ("cells.0.stages") leads to.
static json_t *walk(json_t *at, const char *path) {
    char *copy = strdup(path), *rest = NULL;
    for (char *key = strtok_r(copy, ".", &rest); key != NULL; key = strtok_r(NULL, ".", &rest)) {
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(key)) : json_object_get(at, key);
        assert_non_null(at);
    }
    free(copy);
    return at;
}

static void assert_refused(const json_t *root, const char *phrase) {
    struct failure failure = {0};
    struct gate_report r;
    if (gate_read(dump(root), &r, &failure))
        fail_msg("read, though it should say: %s", phrase);
    assert_int_equal(failure.status, EXIT_USAGE);
    if (strstr(failure.text, phrase) == NULL || strstr(failure.text, "check.json") == NULL)
        fail_msg("'%s' lacks '%s'", failure.text, phrase);
}

// Replaces one member by a piece of JSON, NULL for none at all.
static void assert_member_refused(const char *path, const char *key, const char *value,
                                  const char *phrase) {
    json_t *root = json_deep_copy(good), *parent = walk(root, path);
    json_t *replaced = value == NULL ? NULL : json_loads(value, JSON_DECODE_ANY, NULL);
    assert_true(value == NULL || replaced != NULL);
    if (value == NULL)
        assert_int_equal(json_object_del(parent, key), 0);
    else
        json_object_set_new(parent, key, replaced);
    assert_refused(root, phrase);
    json_decref(root);
}

static void every_missing_member_is_named(void **state) {
    (void)state;
    static const char *const members[][2] = {
        {"context", "date"},
        {"context", "host_name"},
        {"memcpybench_gate", "schema_version"},
        {"memcpybench_gate", "status"},
        {"memcpybench_gate", "fault"},
        {"memcpybench_gate", "base"},
        {"memcpybench_gate", "candidate"},
        {"memcpybench_gate", "seed"},
        {"memcpybench_gate", "tolerance"},
        {"memcpybench_gate", "tolerance_large"},
        {"memcpybench_gate", "wall_seconds"},
        {"memcpybench_gate", "cells"},
        {"memcpybench_gate.cells.0", "name"},
        {"memcpybench_gate.cells.0", "bytes"},
        {"memcpybench_gate.cells.0", "tolerance"},
        {"memcpybench_gate.cells.0", "canary"},
        {"memcpybench_gate.cells.0", "identical"},
        {"memcpybench_gate.cells.0", "verdict"},
        {"memcpybench_gate.cells.0", "reason"},
        {"memcpybench_gate.cells.0", "holm_p"},
        {"memcpybench_gate.cells.0", "q"},
        {"memcpybench_gate.cells.0", "stages"},
        {"memcpybench_gate.cells.0.stages.1", "verdict"},
        {"memcpybench_gate.cells.0.stages.1", "blocks"},
        {"memcpybench_gate.cells.0.stages.1", "rounds"},
        {"memcpybench_gate.cells.0.stages.1", "tainted"},
        {"memcpybench_gate.cells.0.stages.1", "shared_core"},
        {"memcpybench_gate.cells.0.stages.1", "layout_sensitive"},
    };
    for (size_t i = 0; i < COUNT_OF(members); i++)
        assert_member_refused(members[i][0], members[i][1], NULL, members[i][1]);
}

static void what_cannot_be_is_refused(void **state) {
    (void)state;
    static const char gate[] = "memcpybench_gate", cell[] = "memcpybench_gate.cells.0",
                      stage[] = "memcpybench_gate.cells.0.stages.1";
    assert_member_refused(gate, "schema_version", "2", "schema version other than 1");
    assert_member_refused(gate, "status", "256", "status or seed is out of range");
    assert_member_refused(gate, "seed", "4294967296", "status or seed is out of range");
    assert_member_refused(gate, "tolerance", "0", "tolerance or wall_seconds");
    assert_member_refused(gate, "tolerance_large", "11", "tolerance or wall_seconds");
    assert_member_refused(gate, "wall_seconds", "-1", "tolerance or wall_seconds");
    assert_member_refused(gate, "cells", "{}", "cells is no array");
    assert_member_refused(gate, "notes", "{}", "notes is no array");
    assert_member_refused(gate, "notes", "[1]", "a note is no string");
    assert_member_refused(cell, "name", "\"'; system 'x'; '\"", "cells[0]: a name is not");
    assert_member_refused(cell, "bytes", "65", "cells[0]: bytes is no multiple");
    assert_member_refused(cell, "bytes", "0", "cells[0]: bytes is no multiple");
    assert_member_refused(cell, "tolerance", "-0.01", "tolerance is not above 0");
    assert_member_refused(cell, "holm_p", "1.5", "holm_p or q");
    assert_member_refused(cell, "q", "-0.5", "holm_p or q");
    assert_member_refused(cell, "verdict", "\"fine\"", "an unknown verdict");
    assert_member_refused(cell, "reason", "\"moon\"", "an unknown reason");
    assert_member_refused(cell, "identical", "true", "same bytes have been judged");
    assert_member_refused(cell, "stages", "[{}, {}, {}, {}]", "stages is no array of three");
    assert_member_refused(stage, "verdict", "\"fine\"", "an unknown verdict");
    assert_member_refused(stage, "rounds", "-1", "rounds or tainted is below 0");
    assert_member_refused(stage, "slowdown", "-1.5", "'slowdown' is no number or out of range");
    assert_member_refused(stage, "slowdown", "\"3 %\"", "'slowdown' is no number or out of range");
    assert_member_refused(stage, "slowdown", "0.5", "outside its interval");
    assert_member_refused(stage, "slowdown_hi", NULL, "outside its interval");
    assert_member_refused(stage, "p", "2", "'p' is no number or out of range");
    assert_member_refused(stage, "ns", "-3", "'ns' is no number or out of range");
}

static void a_text_that_is_too_long_is_refused(void **state) {
    (void)state;
    char text[600];
    memset(text, 'x', sizeof text - 1);
    text[0] = text[sizeof text - 2] = '"';
    text[sizeof text - 1] = '\0';
    assert_member_refused("memcpybench_gate", "base", text, "too long");
    assert_member_refused("memcpybench_gate", "candidate", text, "too long");
    assert_member_refused("memcpybench_gate", "fault", text, "too long");
    assert_member_refused("context", "date", text, "too long");
    assert_member_refused("context", "host_name", text, "too long");
    char note[sizeof text + 2];
    snprintf(note, sizeof note, "[%s]", text);
    assert_member_refused("memcpybench_gate", "notes", note, "too long");
}

static void what_older_checks_did_not_write_need_not_be_there(void **state) {
    (void)state;
    struct failure failure = {0};
    struct gate_report r;
    json_t *root = json_deep_copy(good);
    assert_int_equal(json_object_del(walk(root, "context"), "command"), 0);
    assert_int_equal(json_object_del(walk(root, "memcpybench_gate"), "notes"), 0);
    assert_true(gate_read(dump(root), &r, &failure));
    assert_true(r.command[0] == '\0' && r.note_count == 0);
    gate_report_free(&r);
    json_decref(root);
}

static void a_check_is_known_by_what_it_says(void **state) {
    (void)state;
    json_t *empty = json_object();
    assert_true(gate_is_json(dump(good)));
    assert_false(gate_is_json(dump(empty)));
    assert_false(gate_is_json(temporary_write("no.json", "memcpybench_gate")));
    assert_false(gate_is_json(temporary_path("absent.json")));
    json_decref(empty);
}

static void what_is_not_of_a_check_is_refused(void **state) {
    (void)state;
    json_t *empty = json_object();
    assert_refused(empty, "not what check --format json wrote");
    json_decref(empty);
    struct failure failure = {0};
    struct gate_report r;
    assert_false(gate_read(temporary_path("absent.json"), &r, &failure));
    assert_non_null(strstr(failure.text, "No such file"));
}

// What gnuplot would be told, or the failure's text; free() it.
static char *script_of(const struct gate_report *report, struct failure *failure) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    (void)plot_forest_define(out, report, failure);
    fclose(out);
    return text;
}

static void texts_reach_gnuplot_quoted(void **state) {
    (void)state;
    struct gate_cell cells[4];
    struct failure failure = {0};
    struct gate_report report = made_report(cells), back;
    snprintf(report.base, sizeof report.base, "it's\n`touch x`");
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_true(gate_json_print(&report, out));
    fclose(out);
    temporary_write("hostile.json", text);
    free(text);
    assert_true(gate_read(temporary_path("hostile.json"), &back, &failure));
    char *script = script_of(&back, &failure);
    assert_non_null(strstr(script, "machine = 'after against it''s?`touch x`; "));
    free(script);
    gate_report_free(&back);
}

static void the_forest_has_what_was_measured_worst_first(void **state) {
    (void)state;
    struct gate_cell cells[4];
    struct failure failure = {0};
    const struct gate_report report = made_report(cells);
    char *script = script_of(&report, &failure);
    assert_non_null(strstr(script, "cell_tics[1] = \"set ytics ('!slower 64 B' 0, "
                                   "'?unknown 2 MiB' 1)\""));
    assert_null(strstr(script, "same"));
    assert_non_null(strstr(script, "\n1 NaN NaN NaN 3 "));
    // asinh(3), of a slowdown three times the tolerance
    assert_non_null(strstr(script, "\n0 1.81845 "));
    assert_non_null(strstr(script, "'+3' 1.81845"));
    assert_non_null(strstr(script, "verdicts = ' pass:1 improved:0 regression:1 inconclusive:1'"));
    free(script);
}

static void a_check_of_the_same_bytes_has_no_forest(void **state) {
    (void)state;
    struct gate_cell cells[4];
    struct failure failure = {0};
    struct gate_report report = made_report(cells);
    report.cells = &cells[1];
    report.cell_count = 1;
    free(script_of(&report, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, "no cell that was to be measured"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_comes_back),
        cmocka_unit_test(every_missing_member_is_named),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(a_text_that_is_too_long_is_refused),
        cmocka_unit_test(what_older_checks_did_not_write_need_not_be_there),
        cmocka_unit_test(a_check_is_known_by_what_it_says),
        cmocka_unit_test(what_is_not_of_a_check_is_refused),
        cmocka_unit_test(texts_reach_gnuplot_quoted),
        cmocka_unit_test(the_forest_has_what_was_measured_worst_first),
        cmocka_unit_test(a_check_of_the_same_bytes_has_no_forest),
    };
    return cmocka_run_group_tests(tests, make_good, drop_good);
}
