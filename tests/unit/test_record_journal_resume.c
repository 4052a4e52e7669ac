// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The journal of a race: who may open it, and how a race goes on with it.
#include "bench/base/whole_file.h"
#include "tests/unit/made_journal.h"

#include <sys/wait.h>

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
    struct result r = made_journal_result();
    ok_or_fail(journal_create(&j, temporary_directory, &failure), &failure);
    assert_int_equal(status_elsewhere(true), EXIT_ENVIRONMENT);
    made_journal_add(&j, &r);
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
    temporary_write("journal.jsonl", made_journal);
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
    struct result r = made_journal_result();
    char *text = strdup(made_journal);
    text[made_journal_line(MADE_JOURNAL_LINES) - 40] = '\0';
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
        cmocka_unit_test(nobody_else_can_open_a_journal_that_is_open),
        cmocka_unit_test(what_had_not_begun_or_has_ended_is_no_hindrance),
        cmocka_unit_test(a_race_goes_on_behind_the_last_whole_line),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(only_temporaries_of_that_file_are_swept),
    };
    return cmocka_run_group_tests(tests, made_journal_make, made_journal_remove);
}
