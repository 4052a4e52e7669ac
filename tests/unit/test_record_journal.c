// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The journal of a race: what is written is read back, the end of it may be torn, and nothing else
// about it may be wrong.
#include "bench/record/journal.h"

#include "bench/base/whole_file.h"
#include "bench/record/journal_line.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

#include <sys/wait.h>

enum { LINES = 7 }; // head, two certificates, a cell, a resumption, two cells

static char *good; // the text of a good journal

static const char *const words[] = {"--impl=glibc", "--seed=42"};

static void ok_or_fail(bool ok, const struct failure *failure) {
    if (!ok)
        fail_msg("%s", failure->text);
}

static void add_all(struct journal *j, struct result *r) {
    struct failure failure = {0};
    struct journal_head head = {.words = words,
                                .word_count = COUNT_OF(words),
                                .field = r->impls,
                                .field_count = r->impl_count,
                                .result = r};
    bool ok = journal_add_head(j, &head, &failure) &&
              journal_add_impl(j, r, &r->impls[0], &failure) &&
              journal_add_impl(j, r, &r->impls[1], &failure) &&
              journal_add_row(j, r, &r->rows[0], 0.125, &failure) &&
              journal_add_resumption(j, r, &failure);
    r->wall_seconds = 20;
    ok_or_fail(ok && journal_add_row(j, r, &r->rows[1], 0.125, &failure) &&
                   journal_add_row(j, r, &r->rows[2], 0.125, &failure),
               &failure);
}

static struct result small_result(void) {
    struct result r = made_result();
    made_impl(&r, "glibc", IMPL_LIBC);
    made_impl(&r, "avx2_loop", IMPL_BLOB);
    made_row(&r, "glibc", IMPL_LIBC, 64, 4.125, 4);
    made_row(&r, "avx2_loop", IMPL_BLOB, 64, 2, 4);
    made_row(&r, "floor", IMPL_CEILING, 128, 1, 4);
    return r;
}

static int make_good(void **state) {
    struct failure failure = {0};
    struct journal j;
    if (temporary_make(state) != 0)
        return 1;
    struct result r = small_result();
    ok_or_fail(journal_create(&j, temporary_directory, &failure), &failure);
    add_all(&j, &r);
    assert_int_equal(j.rows, 3);
    journal_close(&j, false);
    result_free(&r);
    good = temporary_read("journal.jsonl");
    return temporary_clear(state);
}

static int drop_good(void **state) {
    free(good);
    return temporary_remove(state);
}

static bool parses(const char *text, size_t length, struct journal_content *out,
                   struct failure *failure) {
    *failure = (struct failure){0};
    return journal_parse("j.jsonl", text, length, out, failure);
}

static void assert_refused(const char *text, size_t length, const char *phrase) {
    struct failure failure;
    struct journal_content c;
    if (parses(text, length, &c, &failure))
        fail_msg("read, though it should say: %s", phrase);
    assert_int_equal(failure.status, EXIT_USAGE);
    if (strstr(failure.text, phrase) == NULL || strstr(failure.text, "j.jsonl") == NULL)
        fail_msg("'%s' lacks '%s'", failure.text, phrase);
}

// Where line n begins, from 0 to LINES.
static size_t line_start(size_t n) {
    const char *at = good;
    for (; n > 0; n--)
        at = strchr(at, '\n') + 1;
    return (size_t)(at - good);
}

// The good journal's lines as JSON, to be changed and sealed again.
static json_t *unsealed(void) {
    json_t *list = json_array();
    for (size_t n = 0; n < LINES; n++) {
        json_t *line =
            json_loadb(good + line_start(n), line_start(n + 1) - line_start(n) - 1, 0, NULL);
        assert_non_null(line);
        json_object_del(line, "sha256");
        json_array_append_new(list, line);
    }
    return list;
}

static char *sealed(json_t *list) {
    char digest[IMPL_SHA256] = "", *all = calloc(1, 1 << 20);
    size_t i = 0;
    json_t *line = NULL;
    json_array_foreach(list, i, line) {
        char *text = journal_line_seal(line, digest);
        assert_non_null(text);
        strcat(all, text);
        free(text);
    }
    json_decref(list);
    return all;
}

// Refuses a journal whose lines are all whole, one of them with a member replaced.
static void assert_member_refused(size_t line, const char *object, const char *key,
                                  const char *value, const char *phrase) {
    json_t *list = unsealed(), *at = json_array_get(list, line);
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
    char *text = sealed(list);
    assert_refused(text, strlen(text), phrase);
    free(text);
}

static void what_is_written_is_read_back(void **state) {
    (void)state;
    struct failure failure;
    struct journal_content c;
    ok_or_fail(parses(good, strlen(good), &c, &failure), &failure);
    assert_int_equal(c.word_count, 2);
    assert_string_equal(c.words[1], "--seed=42");
    assert_int_equal(c.field_count, 2);
    assert_string_equal(c.field[1].name, "avx2_loop");
    assert_int_equal(strlen(c.field[1].sha256), 64);
    assert_int_equal(c.resumed, 1);
    assert_true(c.cell_seconds == 0.125);
    assert_int_equal(c.result.impl_count, 2);
    assert_int_equal(c.result.impls[1].certificate.calls, 1234);
    assert_int_equal(c.result.row_count, 3);
    assert_string_equal(c.result.rows[2].impl, "floor");
    assert_int_equal(c.result.rows[1].page_bytes, 4096);
    assert_true(c.result.rows[0].samples.rounds[11].ns == 4.125);
    assert_true(c.result.wall_seconds == 20 && c.result.verify_seconds == 2.25);
    assert_int_equal(c.result.seed, 42);
    assert_string_equal(c.result.command, "memcpybench run --quick");
    assert_string_equal(c.result.machine.commit, "0123456");
    assert_int_equal(c.length, strlen(good));
    journal_content_free(&c);
}

static void a_torn_last_line_is_left_out_wherever_it_is_torn(void **state) {
    (void)state;
    struct failure failure;
    struct journal_content c;
    size_t last = line_start(LINES - 1), end = line_start(LINES);
    for (size_t length = last; length < end; length += length + 40 < end ? 37 : 1) {
        ok_or_fail(parses(good, length, &c, &failure), &failure);
        assert_int_equal(c.result.row_count, 2);
        assert_int_equal(c.length, last);
        journal_content_free(&c);
    }
}

static void a_last_line_with_pages_that_never_came_is_left_out(void **state) {
    (void)state;
    struct failure failure;
    struct journal_content c;
    size_t last = line_start(LINES - 1), end = line_start(LINES);
    char *text = strdup(good);
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
    char place[32], *text = strdup(good);
    for (size_t n = 0; n < LINES - 1; n++) {
        snprintf(place, sizeof place, "j.jsonl:%zu: damaged", n + 1);
        for (size_t at = line_start(n); at + 1 < line_start(n + 1); at += 61) {
            text[at] = (char)(text[at] ^ 1);
            assert_refused(text, strlen(good), place);
            text[at] = '\0';
            assert_refused(text, strlen(good), place);
            text[at] = good[at];
        }
    }
    free(text);
}

static void a_line_left_out_doubled_or_moved_is_refused(void **state) {
    (void)state;
    for (size_t n = 0; n + 2 < LINES; n++) {
        char *text = calloc(1, 2 * strlen(good) + 1);
        memcpy(text, good, line_start(n));
        strcat(text, good + line_start(n + 1));
        assert_refused(text, strlen(text), "damaged");
        memcpy(text, good, line_start(n + 1));
        strcpy(text + line_start(n + 1), good + line_start(n));
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
    assert_refused(good, line_start(1) - 1, phrase);
    assert_refused("{}\n{}\n", 6, "j.jsonl:1: damaged");
}

static void a_first_line_alone_is_a_race_without_cells(void **state) {
    (void)state;
    struct failure failure;
    struct journal_content c;
    ok_or_fail(parses(good, line_start(1), &c, &failure), &failure);
    assert_int_equal(c.result.row_count + c.result.impl_count + c.resumed, 0);
    assert_true(c.cell_seconds == 0);
    journal_content_free(&c);
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
        json_t *list = unsealed();
        json_t *blocks =
            json_object_get(json_object_get(json_array_get(list, 5), "cell"), "blocks");
        json_object_set_new(json_array_get(blocks, 2), "ref_ns", json_loads(bad[i], 0, NULL));
        char *text = sealed(list);
        assert_refused(text, strlen(text), "j.jsonl:6: ");
        free(text);
    }
}

// What a race measures of a cell in one go is a line.
static void the_lines_of_a_cell_are_one_row(void **state) {
    (void)state;
    json_t *list = unsealed();
    json_array_append(list, json_array_get(list, 3));
    json_array_append(list, json_array_get(list, 3));
    struct failure failure = {0};
    struct journal_content before, c;
    char *text = sealed(list);
    assert_true(parses(good, strlen(good), &before, &failure));
    if (!parses(text, strlen(text), &c, &failure))
        fail_msg("%s", failure.text);
    const struct cell_samples *was = &before.result.rows[0].samples,
                              *is = &c.result.rows[0].samples;
    assert_int_equal(c.result.row_count, before.result.row_count);
    assert_int_equal(is->block_count, 3 * was->block_count);
    assert_int_equal(is->round_count, 3 * was->round_count);
    assert_int_equal(is->blocks[was->block_count].first, was->round_count);
    assert_memory_equal(is->rounds + was->round_count, was->rounds,
                        was->round_count * sizeof *was->rounds);
    journal_content_free(&before);
    journal_content_free(&c);
    free(text);
}

static void a_cell_of_more_rounds_than_any_race_takes_is_refused(void **state) {
    (void)state;
    json_t *list = unsealed();
    struct failure failure = {0};
    struct journal_content before;
    assert_true(parses(good, strlen(good), &before, &failure));
    for (size_t n = before.result.rows[0].samples.round_count, i = n; i <= SAMPLE_ROUNDS; i += n)
        json_array_append(list, json_array_get(list, 3));
    journal_content_free(&before);
    char *text = sealed(list);
    assert_refused(text, strlen(text), "a cell has more blocks or rounds than any race takes");
    free(text);
}

static void a_cell_under_another_condition_is_another(void **state) {
    (void)state;
    struct journal_content c;
    struct failure failure = {0};
    json_t *list = unsealed(), *line = json_deep_copy(json_array_get(list, 3));
    json_object_set_new(json_object_get(line, "cell"), "mode", json_string("cold"));
    json_array_append_new(list, line);
    char *text = sealed(list);
    ok_or_fail(journal_parse("j.jsonl", text, strlen(text), &c, &failure), &failure);
    assert_int_equal(c.result.rows[c.result.row_count - 1].condition.mode, MODE_COLD);
    journal_content_free(&c);
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
    json_t *list = unsealed();
    json_t *impl = json_object_get(json_array_get(list, 2), "implementation");
    json_t *certificate = json_object_get(impl, "certificate");
    json_object_set_new(certificate, "passed", json_false());
    json_object_set_new(
        certificate, "findings",
        json_loads("[{\"severity\":\"FAIL\",\"class\":\"none\",\"text\":\"x\"}]", 0, NULL));
    char *text = sealed(list);
    assert_refused(text, strlen(text), "j.jsonl:6: a line: a cell of one that had no certificate");
    free(text);
}

static void a_second_first_line_is_refused(void **state) {
    (void)state;
    json_t *list = unsealed();
    json_array_append(list, json_array_get(list, 0));
    char *text = sealed(list);
    assert_refused(text, strlen(text), "j.jsonl:8: ");
    free(text);
}

// What another process gets to hear: 1 where it opens the journal, else the status of its failure.
static int status_elsewhere(bool create) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct failure failure = {0};
        struct journal j;
        struct journal_content c;
        bool ok = create ? journal_create(&j, temporary_directory, &failure)
                         : journal_open(&j, temporary_directory, &c, &failure);
        _exit(ok ? 1 : (int)failure.status);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void nobody_else_can_open_a_journal_that_is_open(void **state) {
    struct failure failure = {0};
    struct journal j;
    struct result r = small_result();
    ok_or_fail(journal_create(&j, temporary_directory, &failure), &failure);
    assert_int_equal(status_elsewhere(true), EXIT_ENVIRONMENT);
    add_all(&j, &r);
    assert_int_equal(status_elsewhere(true), EXIT_ENVIRONMENT);
    assert_int_equal(status_elsewhere(false), EXIT_ENVIRONMENT);
    journal_close(&j, false);
    assert_int_equal(status_elsewhere(false), 1);
    assert_int_equal(status_elsewhere(true), EXIT_USAGE); // an unfinished race
    result_free(&r);
    temporary_clear(state);
}

static void what_had_not_begun_or_has_ended_is_no_hindrance(void **state) {
    struct failure failure = {0};
    struct journal j;
    struct journal_content c;
    temporary_write("journal.jsonl", "{\"sha256\":\"0123");
    ok_or_fail(journal_create(&j, temporary_directory, &failure), &failure);
    journal_close(&j, false);
    assert_int_equal(temporary_count(), 1);
    assert_false(journal_open(&j, temporary_directory, &c, &failure));
    assert_non_null(strstr(failure.text, "no unfinished race"));
    assert_int_equal(temporary_count(), 0); // an empty one goes
    temporary_write("journal.jsonl", good);
    ok_or_fail(journal_open(&j, temporary_directory, &c, &failure), &failure);
    journal_content_free(&c);
    journal_finish(&j);
    journal_close(&j, false);
    temporary_write("result.json", "{}");
    assert_false(journal_open(&j, temporary_directory, &c, &failure));
    assert_non_null(strstr(failure.text, "its race is finished"));
    temporary_clear(state);
}

static void a_race_goes_on_behind_the_last_whole_line(void **state) {
    struct failure failure = {0};
    struct journal j;
    struct journal_content c;
    struct result r = small_result();
    char *text = strdup(good);
    text[line_start(LINES) - 40] = '\0';
    temporary_write("journal.jsonl", text);
    ok_or_fail(journal_open(&j, temporary_directory, &c, &failure), &failure);
    assert_int_equal(j.rows, 2);
    journal_content_free(&c);
    ok_or_fail(journal_add_resumption(&j, &r, &failure) &&
                   journal_add_row(&j, &r, &r.rows[2], 0.125, &failure),
               &failure);
    journal_close(&j, false);
    ok_or_fail(journal_open(&j, temporary_directory, &c, &failure), &failure);
    assert_int_equal(c.result.row_count, 3);
    assert_int_equal(c.resumed, 2);
    journal_content_free(&c);
    journal_close(&j, true);
    assert_int_equal(temporary_count(), 0);
    result_free(&r);
    free(text);
    temporary_clear(state);
}

static void what_is_no_file_is_refused(void **state) {
    struct failure failure = {0};
    struct journal j;
    struct journal_content c;
    assert_int_equal(symlink("elsewhere", temporary_path("journal.jsonl")), 0);
    assert_false(journal_create(&j, temporary_directory, &failure));
    assert_int_equal(failure.status, EXIT_ENVIRONMENT);
    assert_false(journal_open(&j, temporary_directory, &c, &failure));
    temporary_clear(state);
    assert_int_equal(symlink("/dev/zero", temporary_path("journal.jsonl")), 0);
    assert_false(journal_open(&j, temporary_directory, &c, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    temporary_clear(state);
}

static void only_temporaries_of_that_file_are_swept(void **state) {
    static const char *const kept[] = {"result.json", "result.json.tmp", "result.json.1x.tmp",
                                       "other.json.12.tmp", "result.json.12.tmp.old"};
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        temporary_write(kept[i], "x");
    temporary_write("result.json.12.tmp", "x");
    temporary_write("result.json.4194304.tmp", "x");
    whole_file_sweep(temporary_path("result.json"));
    assert_int_equal(temporary_count(), COUNT_OF(kept));
    temporary_clear(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_torn_last_line_is_left_out_wherever_it_is_torn),
        cmocka_unit_test(a_last_line_with_pages_that_never_came_is_left_out),
        cmocka_unit_test(a_byte_that_flipped_before_the_last_line_is_refused_with_its_line),
        cmocka_unit_test(a_line_left_out_doubled_or_moved_is_refused),
        cmocka_unit_test(a_race_that_had_not_begun_is_refused),
        cmocka_unit_test(a_first_line_alone_is_a_race_without_cells),
        cmocka_unit_test(another_version_is_refused),
        cmocka_unit_test(a_first_line_that_is_wrong_is_refused),
        cmocka_unit_test(a_cell_that_is_wrong_is_refused_with_its_line),
        cmocka_unit_test(samples_out_of_range_are_refused),
        cmocka_unit_test(the_lines_of_a_cell_are_one_row),
        cmocka_unit_test(a_cell_of_more_rounds_than_any_race_takes_is_refused),
        cmocka_unit_test(a_cell_under_another_condition_is_another),
        cmocka_unit_test(a_certificate_that_is_wrong_is_refused),
        cmocka_unit_test(cells_of_one_that_failed_are_refused),
        cmocka_unit_test(a_second_first_line_is_refused),
        cmocka_unit_test(nobody_else_can_open_a_journal_that_is_open),
        cmocka_unit_test(what_had_not_begun_or_has_ended_is_no_hindrance),
        cmocka_unit_test(a_race_goes_on_behind_the_last_whole_line),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(only_temporaries_of_that_file_are_swept),
    };
    return cmocka_run_group_tests(tests, make_good, drop_good);
}
