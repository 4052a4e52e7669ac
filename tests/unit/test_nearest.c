// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which known word a mistyped one suggests.
#include "bench/base/nearest.h"
#include "tests/unit/unit.h"

#include <string.h>

static const char *const words[] = {"list", "show", "demo", "verify", "run", "table", "plot"};

static const char *suggest(const char *typed) {
    struct nearest search = {.typed = typed};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        nearest_consider(&search, words[i]);
    return search.best;
}

static void one_slip_in_a_word_is_near(void **state) {
    (void)state;
    assert_string_equal(suggest("lst"), "list");      // a letter missing
    assert_string_equal(suggest("lisst"), "list");    // one too many
    assert_string_equal(suggest("verifi"), "verify"); // another one
    assert_string_equal(suggest("tabel"), "table");   // two swapped
}

static void a_beginning_is_near(void **state) {
    (void)state;
    assert_string_equal(suggest("ve"), "verify");
    assert_string_equal(suggest("tab"), "table");
}

static void far_words_are_not_suggested(void **state) {
    (void)state;
    assert_null(suggest("benchmark"));
    assert_null(suggest("x"));
    assert_null(suggest(""));
    assert_null(suggest("v")); // one letter begins too many words
}

static void at_most_a_third_of_the_words_letters_may_differ(void **state) {
    (void)state;
    struct nearest search = {.typed = "abcdXX"};
    nearest_consider(&search, "abcdef"); // 2 of 6
    assert_string_equal(search.best, "abcdef");
    search = (struct nearest){.typed = "abcXXX"};
    nearest_consider(&search, "abcdef"); // 3 of 6
    assert_null(search.best);
}

static void the_nearest_wins_and_the_first_of_equals(void **state) {
    (void)state;
    struct nearest search = {.typed = "kernel_two"};
    nearest_consider(&search, "kernel_xxo");
    nearest_consider(&search, "kernel_twx");
    nearest_consider(&search, "kernel_xwo");
    assert_string_equal(search.best, "kernel_twx");
    assert_int_equal(search.distance, 1);
}

static void endless_words_are_far_from_everything(void **state) {
    (void)state;
    char text[5000];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_null(suggest(text));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_slip_in_a_word_is_near),
        cmocka_unit_test(a_beginning_is_near),
        cmocka_unit_test(far_words_are_not_suggested),
        cmocka_unit_test(at_most_a_third_of_the_words_letters_may_differ),
        cmocka_unit_test(the_nearest_wins_and_the_first_of_equals),
        cmocka_unit_test(endless_words_are_far_from_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
