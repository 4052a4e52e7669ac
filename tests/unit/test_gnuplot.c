// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Talking to gnuplot: no text can break out of its quotes, no failure goes unheard.
#include "bench/present/gnuplot.h"

#include "tests/unit/temporary.h"

#include <stdbool.h>

static void assert_quoted(const char *text, const char *expected) {
    char *quoted = NULL;
    size_t size = 0;
    FILE *script = open_memstream(&quoted, &size);
    gnuplot_quote(script, text);
    fclose(script);
    assert_string_equal(quoted, expected);
    free(quoted);
}

static void a_text_is_quoted_whole(void **state) {
    (void)state;
    assert_quoted("", "''");
    assert_quoted("Some CPU @ 2.00GHz (\"x\") \\n $1 `ls` {}",
                  "'Some CPU @ 2.00GHz (\"x\") \\n $1 `ls` {}'");
    assert_quoted("\xc3\xa4", "'\xc3\xa4'");
}

static void quotes_are_doubled(void **state) {
    (void)state;
    assert_quoted("'", "''''");
    assert_quoted("it's '; system 'rm'", "'it''s ''; system ''rm'''");
}

static void control_characters_are_dropped(void **state) {
    (void)state;
    assert_quoted("a\nb\tc\r\033[1m\x7f\x01z", "'abc[1mz'");
}

static FILE *script_of(const char *text) {
    FILE *script = tmpfile();
    assert_non_null(script);
    fputs(text, script);
    fflush(script);
    return script;
}

static bool has_gnuplot(void) {
    return system("command -v gnuplot >/dev/null") == 0;
}

static void runs_the_script_from_its_start_in_the_directory(void **state) {
    (void)state;
    if (!has_gnuplot())
        skip();
    struct failure failure = {0};
    FILE *script = script_of("set print 'here.txt'\nprint 6 * 7\n");
    if (!gnuplot_run(script, temporary_directory, &failure))
        fail_msg("%s", failure.text);
    fclose(script);
    char *text = temporary_read("here.txt");
    assert_string_equal(text, "42\n");
    free(text);
}

static void passes_on_gnuplots_reason(void **state) {
    (void)state;
    if (!has_gnuplot())
        skip();
    struct failure failure = {0};
    FILE *script = script_of("x = 1\nplot nonsense_everywhere\n");
    assert_false(gnuplot_run(script, temporary_directory, &failure));
    fclose(script);
    assert_int_equal(failure.status, EXIT_ENVIRONMENT);
    assert_non_null(strstr(failure.text, "gnuplot: failed"));
    assert_non_null(strstr(failure.text, "line "));
    assert_non_null(strstr(failure.text, "nonsense_everywhere"));
}

static void a_missing_gnuplot_is_named(void **state) {
    (void)state;
    struct failure failure = {0};
    char *path = strdup(getenv("PATH"));
    setenv("PATH", "", 1);
    FILE *script = script_of("x = 1\n");
    bool ok = gnuplot_run(script, temporary_directory, &failure);
    fclose(script);
    setenv("PATH", path, 1);
    free(path);
    assert_false(ok);
    assert_int_equal(failure.status, EXIT_ENVIRONMENT);
    assert_non_null(strstr(failure.text, "gnuplot: not installed"));
}

static void a_missing_directory_is_not_a_missing_gnuplot(void **state) {
    (void)state;
    if (!has_gnuplot())
        skip();
    struct failure failure = {0};
    FILE *script = script_of("x = 1\n");
    assert_false(gnuplot_run(script, temporary_path("absent"), &failure));
    fclose(script);
    assert_null(strstr(failure.text, "not installed"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_quoted_whole),
        cmocka_unit_test(quotes_are_doubled),
        cmocka_unit_test(control_characters_are_dropped),
        cmocka_unit_test_teardown(runs_the_script_from_its_start_in_the_directory, temporary_clear),
        cmocka_unit_test(passes_on_gnuplots_reason),
        cmocka_unit_test(a_missing_gnuplot_is_named),
        cmocka_unit_test(a_missing_directory_is_not_a_missing_gnuplot),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}
