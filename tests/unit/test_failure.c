// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A failure's text is one clean line whatever it quotes.
#include "bench/base/failure.h"
#include "tests/unit/unit.h"

#include <string.h>

static void carries_status_and_text_and_returns_false(void **state) {
    (void)state;
    struct failure failure = {0};
    assert_false(failure_set(&failure, EXIT_ENVIRONMENT, "%s: %d of %d", "disk", 3, 4));
    assert_int_equal(failure.status, EXIT_ENVIRONMENT);
    assert_string_equal(failure.text, "disk: 3 of 4");
}

static void the_latest_failure_is_the_one_that_stands(void **state) {
    (void)state;
    struct failure failure = {0};
    failure_set(&failure, EXIT_USAGE, "a long text that came first");
    failure_set(&failure, EXIT_UNVERIFIED, "second");
    assert_int_equal(failure.status, EXIT_UNVERIFIED);
    assert_string_equal(failure.text, "second");
}

static void every_control_character_becomes_a_question_mark(void **state) {
    (void)state;
    for (int c = 1; c < 256; c++) {
        struct failure failure = {0};
        failure_set(&failure, EXIT_USAGE, "<%c>", c);
        assert_int_equal(failure.text[0], '<');
        assert_int_equal((unsigned char)failure.text[1], c < 0x20 || c == 0x7f ? '?' : c);
        assert_string_equal(failure.text + 2, ">");
    }
}

static void an_escape_sequence_reaches_no_terminal(void **state) {
    (void)state;
    struct failure failure = {0};
    failure_set(&failure, EXIT_USAGE, "'%s': no", "\033[2J\nfine\r");
    assert_string_equal(failure.text, "'?[2J?fine?': no");
}

static void an_endless_text_is_cut(void **state) {
    (void)state;
    char text[5000];
    struct failure failure = {0};
    memset(text, '\n', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    failure_set(&failure, EXIT_USAGE, "%s", text);
    assert_int_equal(strlen(failure.text), sizeof failure.text - 1);
    assert_int_equal(strspn(failure.text, "?"), sizeof failure.text - 1);
}

// Scripts rely on these numbers.
static void statuses_are_the_documented_numbers(void **state) {
    (void)state;
    assert_int_equal(EXIT_OK, 0);
    assert_int_equal(EXIT_REGRESSION, 1);
    assert_int_equal(EXIT_USAGE, 2);
    assert_int_equal(EXIT_UNVERIFIED, 3);
    assert_int_equal(EXIT_INCONCLUSIVE, 4);
    assert_int_equal(EXIT_ENVIRONMENT, 5);
    assert_int_equal(EXIT_NOTHING, 77);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carries_status_and_text_and_returns_false),
        cmocka_unit_test(the_latest_failure_is_the_one_that_stands),
        cmocka_unit_test(every_control_character_becomes_a_question_mark),
        cmocka_unit_test(an_escape_sequence_reaches_no_terminal),
        cmocka_unit_test(an_endless_text_is_cut),
        cmocka_unit_test(statuses_are_the_documented_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
