// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A reader that believes nothing: every damage is refused, and the place of it named.
#include "bench/record/result.h"

#include "bench/analyse/summary.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

#include <jansson.h>

static json_t *good; // a good file's content; tests damage copies of it

static int make_good(void **state) {
    struct failure failure = {0};
    struct result r = made_result();
    if (temporary_make(state) != 0)
        return 1;
    made_row(&r, "glibc", IMPL_LIBC, 64, 4, 4);
    made_row(&r, "avx2_loop", IMPL_BLOB, 64, 2, 4);
    made_impl(&r, "glibc", IMPL_LIBC);
    made_impl(&r, "avx2_loop", IMPL_BLOB);
    summary_fill(&r);
    if (result_write(&r, temporary_path("good.json"), &failure))
        good = json_load_file(temporary_path("good.json"), 0, NULL);
    result_free(&r);
    return good == NULL;
}

static int drop_good(void **state) {
    json_decref(good);
    return temporary_remove(state);
}

static void assert_refused(const char *name, const char *phrase) {
    struct failure failure = {0};
    struct result out;
    memset(&out, 0x5a, sizeof out);
    if (result_read(temporary_path(name), &out, &failure))
        fail_msg("read, though it should say: %s", phrase);
    assert_int_equal(failure.status, EXIT_USAGE);
    if (strstr(failure.text, phrase) == NULL || strstr(failure.text, name) == NULL)
        fail_msg("'%s' lacks '%s' or '%s'", failure.text, name, phrase);
}

static void assert_text_refused(const char *text, const char *phrase) {
    temporary_write("bad.json", text);
    assert_refused("bad.json", phrase);
}

// The value that a path of keys and indices ("benchmarks.1.blocks") leads to.
static json_t *walk(json_t *at, const char *path) {
    char *copy = strdup(path), *rest = NULL;
    for (char *key = strtok_r(copy, ".", &rest); key != NULL; key = strtok_r(NULL, ".", &rest)) {
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(key)) : json_object_get(at, key);
        assert_non_null(at);
    }
    free(copy);
    return at;
}

// Replaces one member of a good file by a piece of JSON, NULL for none at all.
static void assert_member_refused(const char *path, const char *key, const char *value,
                                  const char *phrase) {
    json_t *root = json_deep_copy(good), *parent = walk(root, path);
    json_t *replaced = value == NULL ? NULL : json_loads(value, JSON_DECODE_ANY, NULL);
    if (value != NULL)
        assert_non_null(replaced);
    if (json_is_array(parent))
        json_array_set_new(parent, (size_t)atoi(key), replaced);
    else if (value != NULL)
        json_object_set_new(parent, key, replaced);
    else
        assert_int_equal(json_object_del(parent, key), 0);
    assert_int_equal(json_dump_file(root, temporary_path("bad.json"), 0), 0);
    json_decref(root);
    assert_refused("bad.json", phrase);
}

static void the_undamaged_file_is_read(void **state) {
    (void)state;
    struct failure failure = {0};
    struct result back;
    assert_int_equal(json_dump_file(good, temporary_path("good2.json"), 0), 0);
    if (!result_read(temporary_path("good2.json"), &back, &failure))
        fail_msg("%s", failure.text);
    assert_int_equal(back.row_count, 2);
    result_free(&back);
}

static void what_is_no_file_is_refused(void **state) {
    (void)state;
    assert_refused("absent.json", "No such file");
    assert_refused("", "not a file");
}

static void what_is_no_json_is_refused_at_its_line(void **state) {
    (void)state;
    assert_text_refused("", "not valid JSON");
    assert_text_refused("not JSON at all\n", "bad.json:1:");
    assert_text_refused("{\n\"context\": {},\n}\n", "bad.json:3:");
    assert_text_refused("{} trailing", "not valid JSON");
    assert_text_refused("{\"a\": 1, \"a\": 2}", "duplicate");
    assert_text_refused("{\"a\": 1e999}", "not valid JSON");
    assert_text_refused("{\"a\": \"\xff\"}", "not valid JSON");
}

// Wherever a file breaks off it is refused.
static void a_truncated_file_is_refused_wherever_it_ends(void **state) {
    (void)state;
    char *text = temporary_read("good.json");
    size_t length = strlen(text);
    for (size_t kept = length - 3; kept > 100; kept -= kept / 7) {
        text[kept] = '\0';
        assert_text_refused(text, "not valid JSON");
    }
    free(text);
}

static void another_programs_json_is_refused(void **state) {
    (void)state;
    assert_text_refused("[]", "top level");
    assert_text_refused("{}", "top level");
    assert_text_refused("{\"context\": {\"date\": \"x\"}, \"benchmarks\": []}", "memcpybench");
}

static void another_schema_version_is_refused(void **state) {
    (void)state;
    assert_member_refused("memcpybench", "schema_version", "2", "schema version 2");
    assert_member_refused("memcpybench", "schema_version", "0", "schema version 0");
    assert_member_refused("memcpybench", "schema_version", "\"1\"", "memcpybench");
    assert_member_refused("memcpybench", "schema_version", NULL, "schema_version");
}

static void every_missing_member_is_named(void **state) {
    (void)state;
    static const char *const members[][2] = {
        {"context", "date"},
        {"memcpybench", "fingerprint"},
        {"memcpybench", "notes"},
        {"memcpybench", "command"},
        {"memcpybench", "reference"},
        {"memcpybench", "seed"},
        {"memcpybench", "clock"},
        {"memcpybench", "wall_seconds"},
        {"memcpybench.clock", "core_hz"},
        {"memcpybench.fingerprint", "cpu_model_name"},
        {"memcpybench.fingerprint", "caches"},
        {"memcpybench.fingerprint.caches.0", "level"},
        {"memcpybench.implementations.1", "name"},
        {"memcpybench.implementations.1.certificate", "passed"},
        {"benchmarks.1", "impl"},
        {"benchmarks.1", "kind"},
        {"benchmarks.1", "bytes"},
        {"benchmarks.1", "sha256"},
        {"benchmarks.1", "blocks"},
        {"benchmarks.1", "cpu_time"},
        {"benchmarks.1.blocks.3", "ns"},
        {"benchmarks.1.blocks.3", "probe"},
        {"benchmarks.1.blocks.3", "code_offset"},
    };
    for (size_t i = 0; i < COUNT_OF(members); i++)
        assert_member_refused(members[i][0], members[i][1], NULL, members[i][1]);
    assert_member_refused("memcpybench", "implementations", NULL, "memcpybench.implementations");
}

static void a_row_that_is_wrong_is_named_by_its_number(void **state) {
    (void)state;
    static const char row[] = "benchmarks.1", at[] = "benchmarks[1]";
    assert_member_refused(row, "impl", "\"No Name\"", at);
    assert_member_refused(row, "impl", "7", at);
    assert_member_refused(row, "impl", "\"../../etc/passwd\"", at);
    assert_member_refused(row, "kind", "\"unknown\"", at);
    assert_member_refused(row, "bytes", "0", at);
    assert_member_refused(row, "bytes", "-64", at);
    assert_member_refused(row, "bytes", "100", at);
    assert_member_refused(row, "bytes", "64.5", at);
    assert_member_refused(row, "sha256", "\"abc\"", at);
    assert_member_refused(row, "sha256", "false", at);
    assert_member_refused(row, "cpu_time", "null", at);
    assert_member_refused(row, "blocks", "{}", at);
    assert_member_refused(row, "blocks", "[]", at);
    assert_member_refused(row, "blocks", "[7]", at);
    assert_member_refused("", "benchmarks", "{}", "benchmarks");
    assert_member_refused("", "benchmarks", "[7]", "benchmarks[0]");
}

static void samples_are_numbers_above_zero_in_arrays_of_one_length(void **state) {
    (void)state;
    static const char block[] = "benchmarks.1.blocks.2", at[] = "benchmarks[1]";
    static const char *const bad[] = {"[1, 2]", "[1, 2, 3, 4]",  "[1, 2, 0]",   "[1, -2, 3]", "{}",
                                      "7",      "[1, \"2\", 3]", "[1, null, 3]"};
    static const char *const arrays[] = {"ns", "ref_ns", "probe"};
    for (size_t a = 0; a < COUNT_OF(arrays); a++)
        for (size_t i = 0; i < COUNT_OF(bad); i++)
            assert_member_refused(block, arrays[a], bad[i], at);
    assert_member_refused(block, "taint", "[0, 0]", at);
    assert_member_refused(block, "taint", "[0, -1, 0]", at);
    assert_member_refused(block, "taint", "[0, 0.5, 0]", at);
    assert_member_refused(block, "taint", "[0, true, 0]", at);
    assert_member_refused(block, "src_offset", "-64", at);
}

static void more_blocks_or_rounds_than_a_cell_can_have_are_refused(void **state) {
    (void)state;
    json_t *root = json_deep_copy(good), *blocks = walk(root, "benchmarks.1.blocks");
    while (json_array_size(blocks) <= SAMPLE_BLOCKS_MOST)
        json_array_append(blocks, json_array_get(blocks, 0));
    json_dump_file(root, temporary_path("bad.json"), 0);
    assert_refused("bad.json", "benchmarks[1]: a block's figures are out of range");
    json_decref(root);
    root = json_deep_copy(good);
    static const char *const arrays[] = {"ns", "ref_ns", "probe", "taint"};
    for (size_t a = 0; a < COUNT_OF(arrays); a++) {
        json_t *list = json_object_get(walk(root, "benchmarks.1.blocks.3"), arrays[a]);
        while (json_array_size(list) < SAMPLE_ROUNDS - 8) // 9 are in the other blocks
            json_array_append_new(list, json_integer(1));
    }
    json_dump_file(root, temporary_path("bad.json"), 0);
    assert_refused("bad.json", "benchmarks[1]: a block's figures are out of range");
    json_decref(root);
}

static void implementations_and_machines_that_cannot_be_are_refused(void **state) {
    (void)state;
    static const char impl[] = "memcpybench.implementations.1", at[] = "implementations[1]";
    static const char machine[] = "memcpybench.fingerprint";
    assert_member_refused(impl, "name", "\"\"", at);
    assert_member_refused(impl, "kind", "\"\"", at);
    assert_member_refused(impl, "sha256", "\"\"", at);
    assert_member_refused(impl, "certificate", "true", at);
    assert_member_refused(machine, "cpu", "-1", machine);
    assert_member_refused(machine, "caches", "{}", machine);
    assert_member_refused(machine, "caches", "[1,1,1,1,1,1,1,1,1]", machine);
    assert_member_refused("memcpybench.fingerprint.caches.0", "level", "0", machine);
    assert_member_refused("memcpybench.clock", "core_hz", "0", "core_hz");
    assert_member_refused("memcpybench.clock", "core_hz", "-1", "core_hz");
    assert_member_refused("memcpybench", "reference", "\"two words\"", "memcpybench");
}

static void texts_that_are_too_long_are_refused(void **state) {
    (void)state;
    char text[4000];
    memset(text, 'x', sizeof text - 1);
    text[0] = text[sizeof text - 2] = '"';
    text[sizeof text - 1] = '\0';
    assert_member_refused("context", "date", text, "context.date");
    assert_member_refused("memcpybench", "command", text, "command");
    assert_member_refused("memcpybench.fingerprint", "host", text, "fingerprint");
    assert_member_refused("benchmarks.1", "impl", text, "benchmarks[1]");
}

static void taints_that_no_round_can_have_are_refused(void **state) {
    (void)state;
    assert_member_refused("benchmarks.1.blocks.2", "taint", "[0, 4294967296, 0]", "benchmarks[1]");
}

static void a_signal_that_is_none_is_refused(void **state) {
    (void)state;
    assert_member_refused("memcpybench", "interrupted_by", "\"yes\"", "interrupted_by");
}

static void a_signal_out_of_range_is_refused(void **state) {
    (void)state;
    assert_member_refused("memcpybench", "interrupted_by", "-1", "interrupted_by");
}

static void a_version_beyond_32_bits_is_refused(void **state) {
    (void)state;
    assert_member_refused("memcpybench", "schema_version", "4294967297", "schema version");
}

static void notes_that_are_no_array_are_refused(void **state) {
    (void)state;
    assert_member_refused("memcpybench", "notes", "{}", "notes");
}

static void an_implementation_that_could_run_needs_its_certificate(void **state) {
    (void)state;
    assert_member_refused("memcpybench.implementations.1", "certificate", NULL, "certificate");
}

static void missing_features_are_a_text(void **state) {
    (void)state;
    assert_member_refused("memcpybench.implementations.1", "missing", "7", "missing");
}

static void features_needed_are_a_list_of_features(void **state) {
    (void)state;
    static const char *const impl = "memcpybench.implementations.1";
    assert_member_refused(impl, "isa", "\"avx2\"", "isa is no array");
    assert_member_refused(impl, "isa", "[\"avx2\", \"avx9\"]", "isa holds what is no CPU feature");
    assert_member_refused(impl, "isa", "[7]", "isa holds what is no CPU feature");
}

static void conditions_that_cannot_be_are_refused(void **state) {
    (void)state;
    static const char *const row = "benchmarks.1";
    assert_member_refused(row, "mode", "\"warm\"", "benchmarks[1]: mode, align, delta");
    assert_member_refused(row, "mode", NULL, "benchmarks[1]: ");
    assert_member_refused(row, "page_kind", "\"1g\"", "do not fit together");
    assert_member_refused(row, "align", "48", "do not fit together");
    assert_member_refused(row, "align", "-64", "do not fit together");
    assert_member_refused(row, "delta", "32", "do not fit together");
    assert_member_refused(row, "delta", "4096", "neither null nor from 0 to 4095");
    assert_member_refused(row, "delta", "\"x\"", "neither null nor from 0 to 4095");
    assert_member_refused(row, "src_mod", "8", "do not fit together");
}

static void a_file_of_sizes_that_cannot_be_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"3",
                                      "{}",
                                      "{\"file\": \"x\"}",
                                      "{\"file\": \"\", \"sha256\": null}",
                                      "{\"file\": \"x\", \"sha256\": null}",
                                      "{\"file\": \"x\", \"sha256\": \"00\"}"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_member_refused("memcpybench", "mix", bad[i], "memcpybench: ");
}

static void a_mean_that_cannot_be_is_refused(void **state) {
    (void)state;
    static const char *const row = "benchmarks.1";
    assert_member_refused(row, "bytes_mean", "64.5", "benchmarks[1]: bytes_mean is not bytes");
    assert_member_refused(row, "bytes_mean", "\"many\"", "bytes_mean is not bytes");
    json_t *hot = good;
    static const char *const bad[] = {"63", "1e300", "null", NULL};
    good = json_deep_copy(hot);
    json_object_set_new(walk(good, row), "mode", json_string("mix"));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_member_refused(row, "bytes_mean", bad[i], "bytes_mean is not from 64 to bytes");
    json_decref(good);
    good = hot;
}

// Files of before maps and pages.
static void a_file_without_the_newer_parts_of_a_condition_is_read(void **state) {
    (void)state;
    json_t *root = json_deep_copy(good), *row = walk(root, "benchmarks.0");
    struct failure failure = {0};
    struct result back;
    assert_int_equal(json_object_del(row, "src_mod"), 0);
    assert_int_equal(json_object_del(row, "page_kind"), 0);
    assert_int_equal(json_object_del(row, "bytes_mean"), 0);
    assert_int_equal(json_dump_file(root, temporary_path("old.json"), 0), 0);
    json_decref(root);
    if (!result_read(temporary_path("old.json"), &back, &failure))
        fail_msg("%s", failure.text);
    assert_true(condition_equal(&back.rows[0].condition, &condition_default));
    assert_true(back.rows[0].bytes_mean == (double)back.rows[0].bytes);
    result_free(&back);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_undamaged_file_is_read),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(what_is_no_json_is_refused_at_its_line),
        cmocka_unit_test(a_truncated_file_is_refused_wherever_it_ends),
        cmocka_unit_test(another_programs_json_is_refused),
        cmocka_unit_test(another_schema_version_is_refused),
        cmocka_unit_test(every_missing_member_is_named),
        cmocka_unit_test(a_row_that_is_wrong_is_named_by_its_number),
        cmocka_unit_test(samples_are_numbers_above_zero_in_arrays_of_one_length),
        cmocka_unit_test(more_blocks_or_rounds_than_a_cell_can_have_are_refused),
        cmocka_unit_test(implementations_and_machines_that_cannot_be_are_refused),
        cmocka_unit_test(texts_that_are_too_long_are_refused),
        cmocka_unit_test(taints_that_no_round_can_have_are_refused),
        cmocka_unit_test(a_signal_that_is_none_is_refused),
        cmocka_unit_test(a_signal_out_of_range_is_refused),
        cmocka_unit_test(a_version_beyond_32_bits_is_refused),
        cmocka_unit_test(notes_that_are_no_array_are_refused),
        cmocka_unit_test(an_implementation_that_could_run_needs_its_certificate),
        cmocka_unit_test(missing_features_are_a_text),
        cmocka_unit_test(features_needed_are_a_list_of_features),
        cmocka_unit_test(conditions_that_cannot_be_are_refused),
        cmocka_unit_test(a_file_of_sizes_that_cannot_be_is_refused),
        cmocka_unit_test(a_mean_that_cannot_be_is_refused),
        cmocka_unit_test(a_file_without_the_newer_parts_of_a_condition_is_read),
    };
    return cmocka_run_group_tests(tests, make_good, drop_good);
}
