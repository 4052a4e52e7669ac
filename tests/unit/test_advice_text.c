// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What is printed of reports that were made up.
#include "bench/present/advice_text.h"
#include "tests/unit/unit.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char nothing[] = "\nnothing would be better by more than 1 %\n";

// Two sizes a sweep, everything twice as fast above the thresholds.
static struct advice_report make_report(size_t cores) {
    struct advice_report r = {.variant = "made_up",
                              .present = {2112, 1 << 20, 240 << 20, 0, 0},
                              .cores = cores,
                              .cpu = 3,
                              .seed = 7};
    for (size_t k = 0; k < ADVICE_KNOBS; k++) {
        struct advice_sweep *s = &r.sweeps[k];
        s->count = 2;
        s->settings = cores > 1 ? ADVICE_SETTINGS : 2;
        s->present = k == ADVICE_REP_MOVSB ? 2112 : 240 << 20;
        for (size_t i = 0; i < 2; i++) {
            s->cells[i].bytes = (size_t)4096 << i << 10 * k;
            for (size_t setting = 0; setting < s->settings; setting++) {
                s->cells[i].blocks[setting] = ADVICE_BLOCKS;
                for (size_t b = 0; b < ADVICE_BLOCKS; b++)
                    s->cells[i].logs[setting][b] = log(2) + 0.001 * (double)b;
            }
        }
    }
    return r;
}

static void choose(struct advice_report *r, enum advice_knob knob, long threshold,
                   enum advice_verdict stands) {
    struct advice_choice *c = &r->choices[knob];
    *c = (struct advice_choice){
        .found = ADVICE_YES, .threshold = threshold, .end = 2, .stands = stands};
    for (size_t setting = 0; setting < ADVICE_SETTINGS; setting++)
        c->gain[setting] = (struct advice_ratio){1.5, 1.25, 1.75};
}

static char *print(const struct advice_report *r) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    advice_text_print(r, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_prints(const struct advice_report *r, const char *what, bool wanted) {
    char *text = print(r);
    if ((strstr(text, what) != NULL) != wanted)
        fail_msg("%s '%s' in:\n%s", wanted ? "no" : "a", what, text);
    free(text);
}

static void the_line_has_both_values_those_that_change_and_those_that_stay(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    char line[ADVICE_LINE];
    choose(&r, ADVICE_NON_TEMPORAL, 4194303, ADVICE_YES);
    static const char one[] = "GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=2112"
                              ":glibc.cpu.x86_non_temporal_threshold=4194303";
    assert_string_equal(advice_text_line(&r, line), one);
    assert_prints(&r, one, true);
    assert_prints(&r, nothing, false);
    choose(&r, ADVICE_REP_MOVSB, 4095, ADVICE_YES);
    assert_string_equal(advice_text_line(&r, line),
                        "GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=4095"
                        ":glibc.cpu.x86_non_temporal_threshold=4194303");
}

static void the_longest_line_has_room(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    char line[ADVICE_LINE];
    r.present.rep_movsb_threshold = INT64_MAX;
    r.present.shared_non_temporal_threshold = INT64_MAX;
    assert_true(strlen(advice_text_line(&r, line)) < ADVICE_LINE - 1);
}

static void what_is_not_confirmed_is_shown_and_not_advised(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    assert_prints(&r, nothing, true);
    assert_prints(&r, "GLIBC_TUNABLES", false);
    assert_prints(&r, "rep_movsb_threshold: none is better than 2112", true);
    choose(&r, ADVICE_REP_MOVSB, 4095, ADVICE_NO);
    assert_prints(&r, nothing, true);
    assert_prints(&r, "GLIBC_TUNABLES", false);
    assert_prints(&r, "rep_movsb_threshold: 4095 instead of 2112", true);
    assert_prints(&r, "  not confirmed", true);
    r.choices[ADVICE_REP_MOVSB].stands = ADVICE_YES;
    assert_prints(&r, "  not confirmed", false);
    assert_prints(&r, "  2 cores, then read     1.500 1.250-1.750\n", true);
}

static void what_could_not_be_told_is_said_to_be_so(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    choose(&r, ADVICE_REP_MOVSB, 4095, ADVICE_UNTOLD);
    assert_prints(&r, nothing, false);
    assert_prints(&r, "\nnothing is known to be better by more than 1 %\n", true);
    assert_prints(&r, "  not confirmed: these rounds do not tell (a larger --budget may)\n", true);
    choose(&r, ADVICE_NON_TEMPORAL, 4194303, ADVICE_YES);
    assert_prints(&r, "\nnothing is known", false);
}

static void set_doubt(struct advice_choice *c, size_t i, size_t bytes, bool loses) {
    c->doubts[i] = (struct advice_doubt){.bytes = bytes,
                                         .setting = ADVICE_ALL_READ,
                                         .loses = loses,
                                         .gain = {0.95, 0.9, loses ? 0.98 : 1.1}};
    c->doubt_count = i + 1;
}

static void what_single_sizes_refuse_is_said(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    struct advice_choice *c = &r.choices[ADVICE_REP_MOVSB];
    assert_prints(&r, "but not at each", false);
    choose(&r, ADVICE_REP_MOVSB, 24575, ADVICE_NO);
    c->found = ADVICE_NO;
    set_doubt(c, 0, 8192, true);
    assert_prints(
        &r,
        "\nrep_movsb_threshold: none is better than 2112 by more than 1 %, losing nowhere "
        "more\n  24575 is, over all sizes from 4 KiB to 8 KiB, but not at each:\n"
        "  loses at 8 KiB, 2 cores, then read:   0.950 0.900-0.980\n",
        true);
    assert_prints(&r, nothing, true);
    assert_prints(&r, "measured anew", false);
}

static void sizes_in_doubt_are_named_but_not_by_the_dozen(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    struct advice_choice *c = &r.choices[ADVICE_REP_MOVSB];
    choose(&r, ADVICE_REP_MOVSB, 4095, ADVICE_YES);
    set_doubt(c, 0, 3072, false);
    assert_prints(&r, "\n  could not be told at 3 KiB, 2 cores, then read:   0.950 0.900-1.100\n",
                  true);
    assert_prints(&r, "loses at", false);
    set_doubt(c, 1, 8192, true);
    assert_prints(&r, "\n  loses at 8 KiB, 2 cores, then read:   0.950 0.900-0.980\n", true);
    for (size_t i = 2; i < 11; i++)
        set_doubt(c, i, 1024 * i, false);
    assert_prints(&r, "at 7 KiB,", true);
    assert_prints(&r, "at 9 KiB,", false);
    assert_prints(&r, "\n  and so at 3 more\n", true);
}

static void each_size_and_setting_has_its_ratio(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    assert_prints(&r, "2 cores, copy only", true);
    assert_prints(&r, "\n    4 KiB   2.0", true);
    assert_prints(&r, "\nwins from               4 KiB", true);
    assert_prints(&r, "\nwins from               4 MiB", true);
    assert_prints(&r, "one core to measure on", false);
    r = make_report(1);
    assert_prints(&r, "cores", false);
    assert_prints(&r, "one core to measure on", true);
}

static void what_was_assumed_or_not_swept_is_said(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    assert_prints(&r, "assumed", false);
    r.assumed = true;
    assert_prints(&r, "note: these are assumed", true);
    r.sweeps[ADVICE_REP_MOVSB].count = 0;
    assert_prints(&r, "rep movsb against", false);
    assert_prints(&r, "rep_movsb_threshold: nothing to choose", true);
}

static json_t *print_json(const struct advice_report *r) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(advice_text_json(r, out));
    assert_int_equal(fclose(out), 0);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    free(text);
    return root;
}

static void json_has_the_line_only_where_there_is_one(void **state) {
    (void)state;
    struct advice_report r = make_report(2);
    choose(&r, ADVICE_REP_MOVSB, 4095, ADVICE_NO);
    json_t *root = print_json(&r);
    assert_true(json_is_null(json_object_get(root, "tunables")));
    json_decref(root);
    r.choices[ADVICE_REP_MOVSB].stands = ADVICE_YES;
    set_doubt(&r.choices[ADVICE_REP_MOVSB], 0, 3072, false);
    root = print_json(&r);
    char line[ADVICE_LINE];
    assert_string_equal(json_string_value(json_object_get(root, "tunables")),
                        advice_text_line(&r, line));
    const char *variant = NULL, *verdict = NULL, *setting = NULL;
    json_int_t doubtful = 0;
    json_int_t threshold = 0, first = 0, last = 0, crossover = 0, bytes = 0;
    double gain = 0, ratio = 0;
    assert_int_equal(
        json_unpack(root,
                    "{s:s, s:{s:{s:I, s:I, s:I, s:s, s:[{s:I, s:s}], s:{s:{s:f}}}, s:{s:I}, "
                    "s:[{s:I, s:{s:f}}]}}",
                    "variant", &variant, "rep_movsb_threshold", "advised", "threshold", &threshold,
                    "first_bytes", &first, "last_bytes", &last, "verdict", &verdict, "doubts",
                    "bytes", &doubtful, "setting", &setting, "gain", "all_then_read", "ratio_hi",
                    &gain, "crossovers", "one_copy", &crossover, "sweep", "bytes", &bytes,
                    "all_copy", "ratio", &ratio),
        0);
    assert_string_equal(verdict, "yes");
    assert_int_equal(doubtful, 3072);
    assert_string_equal(setting, "all_then_read");
    assert_string_equal(variant, "made_up");
    assert_int_equal(threshold, 4095);
    assert_int_equal(first, 4096);
    assert_int_equal(last, 8192);
    assert_int_equal(crossover, 4096);
    assert_int_equal(bytes, 4096);
    assert_true(fabs(gain - 1.75) < 1e-6);
    assert_true(fabs(ratio - 2 * exp(0.0035)) < 1e-4);
    json_decref(root);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_has_both_values_those_that_change_and_those_that_stay),
        cmocka_unit_test(the_longest_line_has_room),
        cmocka_unit_test(what_is_not_confirmed_is_shown_and_not_advised),
        cmocka_unit_test(what_could_not_be_told_is_said_to_be_so),
        cmocka_unit_test(what_single_sizes_refuse_is_said),
        cmocka_unit_test(sizes_in_doubt_are_named_but_not_by_the_dozen),
        cmocka_unit_test(each_size_and_setting_has_its_ratio),
        cmocka_unit_test(what_was_assumed_or_not_swept_is_said),
        cmocka_unit_test(json_has_the_line_only_where_there_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
