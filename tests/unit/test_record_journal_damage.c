// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The journal of a race: the end of it may be torn, and nothing else about it may be wrong.
#include "tests/unit/made_journal.h"

static void assert_refused(const char *text, size_t length, const char *phrase) {
    struct failure failure;
    struct journal_content c;
    if (parses(text, length, &c, &failure))
        fail_msg("read, though it should say: %s", phrase);
    assert_int_equal(failure.status, EXIT_USAGE);
    if (strstr(failure.text, phrase) == NULL || strstr(failure.text, "j.jsonl") == NULL)
        fail_msg("'%s' lacks '%s'", failure.text, phrase);
}

// Refuses a journal whose lines are all whole, one of them with a member replaced.
static void assert_member_refused(size_t line, const char *object, const char *key,
                                  const char *value, const char *phrase) {
    json_t *list = made_journal_unsealed(), *at = json_array_get(list, line);
    if (object != NULL)
        at = json_object_get(at, object);
    assert_non_null(at);
    if (value == NULL) {
        assert_int_equal(json_object_del(at, key), 0);
    } else {
        json_t *replaced = json_loads(value, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        assert_non_null(replaced);
        json_object_set_new(at, key, replaced);
    }
    char *text = made_journal_sealed(list);
    assert_refused(text, strlen(text), phrase);
    free(text);
}

static void a_torn_last_line_is_left_out_wherever_it_is_torn(void **state) {
    (void)state;
    struct failure failure;
    struct journal_content c;
    size_t last = made_journal_line(MADE_JOURNAL_LINES - 1),
           end = made_journal_line(MADE_JOURNAL_LINES);
    for (size_t length = last; length < end; length += length + 40 < end ? 37 : 1) {
        ok_or_fail(parses(made_journal, length, &c, &failure), &failure);
        assert_int_equal(c.result.row_count, 2);
        assert_int_equal(c.length, last);
        journal_content_free(&c);
    }
}

static void a_last_line_with_pages_that_never_came_is_left_out(void **state) {
    (void)state;
    struct failure failure;
    struct journal_content c;
    size_t last = made_journal_line(MADE_JOURNAL_LINES - 1),
           end = made_journal_line(MADE_JOURNAL_LINES);
    char *text = strdup(made_journal);
    memset(text + last + 100, 0, 200);
    ok_or_fail(parses(text, end, &c, &failure), &failure);
    assert_int_equal(c.result.row_count, 2);
    journal_content_free(&c);
    memset(text + last, 0, end - last);
    ok_or_fail(parses(text, end, &c, &failure), &failure);
    assert_int_equal(c.length, last);
    journal_content_free(&c);
    free(text);
}

static void a_byte_that_flipped_before_the_last_line_is_refused_with_its_line(void **state) {
    (void)state;
    char place[32], *text = strdup(made_journal);
    for (size_t n = 0; n < MADE_JOURNAL_LINES - 1; n++) {
        snprintf(place, sizeof place, "j.jsonl:%zu: damaged", n + 1);
        for (size_t at = made_journal_line(n); at + 1 < made_journal_line(n + 1); at += 61) {
            text[at] = (char)(text[at] ^ 1);
            assert_refused(text, strlen(made_journal), place);
            text[at] = '\0';
            assert_refused(text, strlen(made_journal), place);
            text[at] = made_journal[at];
        }
    }
    free(text);
}

static void a_line_left_out_doubled_or_moved_is_refused(void **state) {
    (void)state;
    for (size_t n = 0; n + 2 < MADE_JOURNAL_LINES; n++) {
        char *text = calloc(1, 2 * strlen(made_journal) + 1);
        memcpy(text, made_journal, made_journal_line(n));
        strcat(text, made_journal + made_journal_line(n + 1));
        assert_refused(text, strlen(text), "damaged");
        memcpy(text, made_journal, made_journal_line(n + 1));
        strcpy(text + made_journal_line(n + 1), made_journal + made_journal_line(n));
        assert_refused(text, strlen(text), "damaged");
        free(text);
    }
}

static void a_race_that_had_not_begun_is_refused(void **state) {
    (void)state;
    static const char phrase[] = "ended before it had begun";
    assert_refused("", 0, phrase);
    assert_refused("\n", 1, phrase);
    assert_refused("\0\0\0\0", 4, phrase);
    assert_refused(made_journal, made_journal_line(1) - 1, phrase);
    assert_refused("{}\n{}\n", 6, "j.jsonl:1: damaged");
}

static void another_version_is_refused(void **state) {
    (void)state;
    assert_member_refused(0, NULL, "journal_version", "2", "journal version 2");
    assert_member_refused(0, NULL, "journal_version", "4294967297", "journal version");
    assert_member_refused(0, NULL, "journal_version", "\"1\"", "j.jsonl:1: ");
    assert_member_refused(0, NULL, "journal_version", NULL, "journal_version");
}

static void a_first_line_that_is_wrong_is_refused(void **state) {
    (void)state;
    assert_member_refused(0, NULL, "words", "{}", "j.jsonl:1: ");
    assert_member_refused(0, NULL, "words", "[\"--quick\", \"rm\"]", "a word is no option");
    assert_member_refused(0, NULL, "words", "[7]", "a word is no option");
    assert_member_refused(0, NULL, "words", "[\"--impl=\\u0000\"]", "j.jsonl:1: ");
    assert_member_refused(0, NULL, "field", "7", "field is no array");
    assert_member_refused(0, NULL, "field", "[{}]", "j.jsonl:1: ");
    assert_member_refused(0, NULL, "result", "{}", "j.jsonl:1: ");
    assert_member_refused(0, NULL, "seconds", NULL, "seconds");
    assert_member_refused(0, "seconds", "wall", "-1", "seconds are out of range");
    assert_member_refused(0, "seconds", "measure", "1e10", "seconds are out of range");
    assert_member_refused(0, "seconds", "peak_memory_bytes", "-1", "peak_memory_bytes");
}

static void a_cell_that_is_wrong_is_refused_with_its_line(void **state) {
    (void)state;
    assert_member_refused(5, "cell", "impl", "\"glibc\"", "j.jsonl:6: ");
    assert_member_refused(5, "cell", "impl", "\"sse2_loop\"", "had no certificate");
    assert_member_refused(5, "cell", "sha256", "null", "had no certificate");
    assert_member_refused(5, "cell", "kind", "\"c\"", "had no certificate");
    assert_member_refused(5, "cell", "bytes", "65", "j.jsonl:6: ");
    assert_member_refused(5, "cell", "page", "-1", "page is below 0");
    assert_member_refused(5, "cell", "calls", "0", "calls or ref_calls");
    assert_member_refused(5, "cell", "blocks", "[]", "there are no samples");
    assert_member_refused(5, NULL, "cell", "[]", "j.jsonl:6: ");
    assert_member_refused(5, NULL, "cell_seconds", "0", "cell_seconds is out of range");
    assert_member_refused(5, NULL, "cell_seconds", NULL, "cell_seconds");
    assert_member_refused(5, NULL, "resumed", "true", "neither a certificate nor a cell");
    assert_member_refused(4, NULL, "resumed", "1", "neither a certificate nor a cell");
}

static void samples_out_of_range_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"[1, 2, 0]", "[1, 2, -3]", "[1, 2, 1e16]", "[1, 2]",
                                      "[1, null, 2]"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        json_t *list = made_journal_unsealed();
        json_t *blocks =
            json_object_get(json_object_get(json_array_get(list, 5), "cell"), "blocks");
        json_object_set_new(json_array_get(blocks, 2), "ref_ns", json_loads(bad[i], 0, NULL));
        char *text = made_journal_sealed(list);
        assert_refused(text, strlen(text), "j.jsonl:6: ");
        free(text);
    }
}

static void a_cell_of_more_rounds_than_any_race_takes_is_refused(void **state) {
    (void)state;
    json_t *list = made_journal_unsealed();
    struct failure failure = {0};
    struct journal_content before;
    assert_true(parses(made_journal, strlen(made_journal), &before, &failure));
    for (size_t n = before.result.rows[0].samples.round_count, i = n; i <= SAMPLE_ROUNDS; i += n)
        json_array_append(list, json_array_get(list, 3));
    journal_content_free(&before);
    char *text = made_journal_sealed(list);
    assert_refused(text, strlen(text), "a cell has more blocks or rounds than any race takes");
    free(text);
}

static void a_certificate_that_is_wrong_is_refused(void **state) {
    (void)state;
    assert_member_refused(2, "implementation", "missing", "\"avx2\"", "cannot run");
    assert_member_refused(2, "implementation", "certificate", NULL, "has no certificate");
    assert_member_refused(2, "implementation", "name", "\"Avx2\"", "j.jsonl:3: ");
}

static void cells_of_one_that_failed_are_refused(void **state) {
    (void)state;
    json_t *list = made_journal_unsealed();
    json_t *impl = json_object_get(json_array_get(list, 2), "implementation");
    json_t *certificate = json_object_get(impl, "certificate");
    json_object_set_new(certificate, "passed", json_false());
    json_object_set_new(
        certificate, "findings",
        json_loads("[{\"severity\":\"FAIL\",\"class\":\"none\",\"text\":\"x\"}]", 0, NULL));
    char *text = made_journal_sealed(list);
    assert_refused(text, strlen(text), "j.jsonl:6: a line: a cell of one that had no certificate");
    free(text);
}

static void a_second_first_line_is_refused(void **state) {
    (void)state;
    json_t *list = made_journal_unsealed();
    json_array_append(list, json_array_get(list, 0));
    char *text = made_journal_sealed(list);
    assert_refused(text, strlen(text), "j.jsonl:8: ");
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_torn_last_line_is_left_out_wherever_it_is_torn),
        cmocka_unit_test(a_last_line_with_pages_that_never_came_is_left_out),
        cmocka_unit_test(a_byte_that_flipped_before_the_last_line_is_refused_with_its_line),
        cmocka_unit_test(a_line_left_out_doubled_or_moved_is_refused),
        cmocka_unit_test(a_race_that_had_not_begun_is_refused),
        cmocka_unit_test(another_version_is_refused),
        cmocka_unit_test(a_first_line_that_is_wrong_is_refused),
        cmocka_unit_test(a_cell_that_is_wrong_is_refused_with_its_line),
        cmocka_unit_test(samples_out_of_range_are_refused),
        cmocka_unit_test(a_cell_of_more_rounds_than_any_race_takes_is_refused),
        cmocka_unit_test(a_certificate_that_is_wrong_is_refused),
        cmocka_unit_test(cells_of_one_that_failed_are_refused),
        cmocka_unit_test(a_second_first_line_is_refused),
    };
    return cmocka_run_group_tests(tests, made_journal_make, made_journal_remove);
}
