// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The result file: Google Benchmark's shape, and whole or not there at all.
#include "bench/record/result.h"

#include "bench/analyse/summary.h"
#include "tests/unit/child.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

#include <jansson.h>
#include <math.h>
#include <sys/stat.h>

static struct result race(void) {
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 64, 4, 4);
    made_row(&r, "avx2_loop", IMPL_BLOB, 64, 2, 4);
    made_impl(&r, "glibc", IMPL_LIBC);
    made_impl(&r, "avx2_loop", IMPL_BLOB);
    summary_fill(&r);
    return r;
}

static json_t *write_and_parse(const struct result *r) {
    struct failure failure = {0};
    json_error_t e;
    if (!result_write(r, temporary_path("result.json"), &failure))
        fail_msg("%s", failure.text);
    json_t *root = json_load_file(temporary_path("result.json"), JSON_REJECT_DUPLICATES, &e);
    if (root == NULL)
        fail_msg("line %d: %s", e.line, e.text);
    return root;
}

static double number_in(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static const char *text_in(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    return text;
}

// What compare.py and its like look for in a row.
static void every_row_is_one_of_google_benchmarks(void **state) {
    (void)state;
    struct result r = race();
    json_t *root = write_and_parse(&r);
    const json_t *rows = json_object_get(root, "benchmarks");
    assert_int_equal(json_array_size(rows), 2);
    const json_t *row = json_array_get(rows, 1);
    assert_string_equal(text_in(row, "name"), "memcpy/avx2_loop/64");
    assert_string_equal(text_in(row, "run_name"), "memcpy/avx2_loop/64");
    assert_string_equal(text_in(row, "run_type"), "iteration");
    assert_string_equal(text_in(row, "time_unit"), "ns");
    assert_true(json_is_integer(json_object_get(row, "iterations")));
    assert_true(number_in(row, "iterations") == 12);
    assert_true(number_in(row, "real_time") == 2);
    assert_true(number_in(row, "cpu_time") == 2.02);
    assert_true(number_in(row, "bytes_per_second") == 32e9); // 64 bytes in 2 ns
    json_decref(root);
    result_free(&r);
}

static void every_row_has_our_figures_too(void **state) {
    (void)state;
    struct result r = race();
    json_t *root = write_and_parse(&r);
    const json_t *row = json_array_get(json_object_get(root, "benchmarks"), 1);
    assert_string_equal(text_in(row, "impl"), "avx2_loop");
    assert_string_equal(text_in(row, "kind"), "blob");
    assert_true(number_in(row, "bytes") == 64);
    assert_true(number_in(row, "ratio") == 2);
    assert_true(number_in(row, "ratio_lo") == 2);
    assert_true(number_in(row, "ratio_hi") == 2);
    assert_true(number_in(row, "layout_sensitivity") == 0);
    assert_true(number_in(row, "shared_core") == 0);
    assert_true(number_in(row, "bytes_per_cycle") == 16); // 64 bytes in 2 ns of 2 GHz
    const json_t *clock = json_object_get(json_object_get(root, "memcpybench"), "clock");
    assert_true(number_in(clock, "core_hz") == 2e9);
    assert_string_equal(text_in(clock, "method"), "calibrated: imul chain");
    assert_int_equal(strlen(text_in(row, "sha256")), 64);
    assert_int_equal(json_array_size(json_object_get(row, "blocks")), 4);
    json_decref(root);
    result_free(&r);
}

static void the_context_is_google_benchmarks(void **state) {
    (void)state;
    struct result r = race();
    json_t *root = write_and_parse(&r);
    const json_t *context = json_object_get(root, "context");
    assert_string_equal(text_in(context, "date"), r.date);
    assert_string_equal(text_in(context, "host_name"), "anvil");
    assert_true(json_is_boolean(json_object_get(context, "cpu_scaling_enabled")));
    assert_int_equal(json_array_size(json_object_get(context, "load_avg")), 3);
    assert_true(number_in(context, "num_cpus") == 4);
    assert_true(number_in(context, "mhz_per_cpu") == 2000);
    assert_int_equal(json_array_size(json_object_get(context, "caches")), 3);
    json_decref(root);
    result_free(&r);
}

// JSON has no NaN; five digits are enough, and a third of the size.
static void figures_have_five_digits_and_unknown_ones_are_null(void **state) {
    (void)state;
    struct result r = race();
    r.rows[0].samples.rounds[0].ns = 123456.789;
    r.rows[0].samples.rounds[1].ns = 0.000123456789;
    r.rows[0].summary.ratio_lo = NAN;
    r.rows[0].summary.ratio_hi = INFINITY;
    json_t *root = write_and_parse(&r);
    const json_t *row = json_array_get(json_object_get(root, "benchmarks"), 0);
    const json_t *block = json_array_get(json_object_get(row, "blocks"), 0);
    const json_t *ns = json_object_get(block, "ns");
    assert_true(json_number_value(json_array_get(ns, 0)) == 123460);
    assert_true(json_number_value(json_array_get(ns, 1)) == 0.00012346);
    assert_true(json_is_null(json_object_get(row, "ratio_lo")));
    assert_true(json_is_null(json_object_get(row, "ratio_hi")));
    char *text = temporary_read("result.json");
    assert_non_null(strstr(text, "[123460,0.00012346,4]"));
    free(text);
    json_decref(root);
    result_free(&r);
}

static void a_result_without_rows_is_still_valid(void **state) {
    (void)state;
    struct result r = made_result();
    json_t *root = write_and_parse(&r);
    assert_int_equal(json_array_size(json_object_get(root, "benchmarks")), 0);
    json_decref(root);
    result_free(&r);
}

static void nothing_but_the_file_is_left(void **state) {
    (void)state;
    struct result r = race();
    json_decref(write_and_parse(&r));
    assert_int_equal(temporary_count(), 1);
    json_decref(write_and_parse(&r)); // over the one that is there
    assert_int_equal(temporary_count(), 1);
    result_free(&r);
}

static void assert_not_written(const char *name, const char *why) {
    struct result r = race();
    struct failure failure = {0};
    assert_false(result_write(&r, temporary_path(name), &failure));
    assert_int_equal(failure.status, EXIT_ENVIRONMENT);
    assert_non_null(strstr(failure.text, name));
    assert_non_null(strstr(failure.text, why));
    result_free(&r);
}

static void a_directory_that_is_not_there_is_an_error(void **state) {
    (void)state;
    assert_not_written("absent/result.json", "No such file or directory");
    assert_int_equal(temporary_count(), 0);
}

static void a_path_through_a_file_is_an_error(void **state) {
    (void)state;
    temporary_write("file", "text");
    assert_not_written("file/result.json", "Not a directory");
    assert_int_equal(temporary_count(), 1);
}

static void a_directory_in_the_files_place_is_left_alone(void **state) {
    (void)state;
    assert_int_equal(mkdir(temporary_path("result.json"), 0700), 0);
    assert_not_written("result.json", "directory");
    assert_int_equal(temporary_count(), 1);
    assert_int_equal(rmdir(temporary_path("result.json")), 0);
}

// A file size limit stands for a full disk: the 1000th byte is refused.
static int write_under_a_limit(void *text) {
    struct result r = race();
    struct failure failure = {0};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, 1000});
    if (result_write(&r, temporary_path("result.json"), &failure))
        return 1;
    result_free(&r);
    if (failure.status != EXIT_ENVIRONMENT)
        return 2;
    return strstr(failure.text, text) == NULL ? 3 : 0;
}

static void what_does_not_fit_leaves_the_old_file_as_it_was(void **state) {
    (void)state;
    char reason[] = "File too large";
    temporary_write("result.json", "an older race\n");
    assert_exits_zero(write_under_a_limit, reason);
    char *text = temporary_read("result.json");
    assert_string_equal(text, "an older race\n");
    free(text);
    assert_int_equal(temporary_count(), 1);
}

static void what_does_not_fit_leaves_nothing(void **state) {
    (void)state;
    char reason[] = "File too large";
    assert_exits_zero(write_under_a_limit, reason);
    assert_int_equal(temporary_count(), 0);
}

static void notes_are_cleaned_and_at_most_sixteen(void **state) {
    (void)state;
    struct result r = made_result();
    for (int i = 0; i < 2 * RESULT_NOTES; i++)
        result_note(&r, "note %d\033[1m", i);
    assert_int_equal(r.note_count, RESULT_NOTES);
    assert_string_equal(r.notes[0], "note 0?[1m");
    assert_string_equal(r.notes[RESULT_NOTES - 1], "note 15?[1m");
    result_free(&r);
}

static void a_text_that_json_cannot_hold_gets_a_reason(void **state) {
    (void)state;
    struct result r = race();
    struct failure failure = {0};
    snprintf(r.command, sizeof r.command, "memcpybench run --out=\xff");
    if (!result_write(&r, temporary_path("result.json"), &failure))
        assert_null(strstr(failure.text, "Success"));
    result_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_row_is_one_of_google_benchmarks, temporary_clear),
        cmocka_unit_test_teardown(every_row_has_our_figures_too, temporary_clear),
        cmocka_unit_test_teardown(the_context_is_google_benchmarks, temporary_clear),
        cmocka_unit_test_teardown(figures_have_five_digits_and_unknown_ones_are_null,
                                  temporary_clear),
        cmocka_unit_test_teardown(a_result_without_rows_is_still_valid, temporary_clear),
        cmocka_unit_test_teardown(nothing_but_the_file_is_left, temporary_clear),
        cmocka_unit_test_teardown(a_directory_that_is_not_there_is_an_error, temporary_clear),
        cmocka_unit_test_teardown(a_path_through_a_file_is_an_error, temporary_clear),
        cmocka_unit_test_teardown(a_directory_in_the_files_place_is_left_alone, temporary_clear),
        cmocka_unit_test_teardown(what_does_not_fit_leaves_the_old_file_as_it_was, temporary_clear),
        cmocka_unit_test_teardown(what_does_not_fit_leaves_nothing, temporary_clear),
        cmocka_unit_test(notes_are_cleaned_and_at_most_sixteen),
        cmocka_unit_test(a_text_that_json_cannot_hold_gets_a_reason),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}
