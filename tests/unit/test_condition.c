// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Conditions: their texts, their order, what fits together.
#include "bench/measure/condition.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static struct condition of(enum mode mode, size_t align, int delta, enum page_kind page) {
    return (struct condition){
        .mode = mode, .align = align, .delta = delta, .src_mod = CONDITION_DRAWN, .page = page};
}

static void the_default_says_nothing(void **state) {
    (void)state;
    char text[CONDITION_TEXT], title[CONDITION_TITLE];
    struct condition c;
    assert_string_equal(condition_format(&condition_default, text), "");
    assert_string_equal(condition_describe(&condition_default, title), "");
    assert_true(condition_parse("", &c));
    assert_true(condition_equal(&c, &condition_default));
    assert_true(condition_is_sound(&c));
}

static void parts_stand_in_one_order(void **state) {
    (void)state;
    char text[CONDITION_TEXT];
    struct condition c = of(MODE_COLD, 16, 64, PAGE_4K);
    assert_string_equal(condition_format(&c, text), "/cold/align:16/delta:64/page:4k");
    c = of(MODE_NO_WARM, 64, CONDITION_DRAWN, PAGE_4K);
    assert_string_equal(condition_format(&c, text), "/no-warm/page:4k");
    c = of(MODE_READ, 16, 64, PAGE_4K);
    assert_string_equal(condition_format(&c, text), "/read/align:16/delta:64/page:4k");
    c = condition_of_map(MODE_HOT, PAGE_HUGE, 8, 4, 2048);
    assert_string_equal(condition_format(&c, text), "/src:8/delta:2044/page:huge");
    assert_int_equal(c.align, 4);
}

static void what_is_printed_is_read_again(void **state) {
    (void)state;
    static const int deltas[] = {CONDITION_DRAWN, 0, 4032};
    char text[CONDITION_TEXT];
    struct condition again;
    for (enum mode mode = 0; mode < MODES; mode++)
        for (enum page_kind page = 0; page < PAGE_KINDS; page++) {
            for (size_t align = 1; align <= 4096; align *= 2)
                for (size_t d = 0; d < COUNT_OF(deltas); d++) {
                    struct condition c = of(mode, align, deltas[d], page);
                    if (!condition_is_sound(&c))
                        continue;
                    assert_true(condition_parse(condition_format(&c, text), &again));
                    assert_true(condition_equal(&c, &again));
                }
            for (unsigned src = 0; src < 64; src += 3)
                for (unsigned dst = 0; dst < 64; dst += 5) {
                    struct condition c = condition_of_map(mode, page, src, dst, 2048);
                    assert_true(condition_is_sound(&c));
                    assert_int_equal((c.src_mod + c.delta) % 64, dst);
                    assert_true(condition_parse(condition_format(&c, text), &again));
                    assert_true(condition_equal(&c, &again));
                }
        }
}

static void other_texts_are_none(void **state) {
    (void)state;
    static const char *const texts[] = {"cold",
                                        "/hot",
                                        "/cold/cold",
                                        "/cold/read",
                                        "/readx",
                                        "/no",
                                        "/no/warm",
                                        "/mix/cold",
                                        "/mixed",
                                        "/mi",
                                        "/align:64",
                                        "/align:3",
                                        "/align:",
                                        "/align:016",
                                        "/align:8192",
                                        "/delta:4096",
                                        "/delta:-1",
                                        "/delta:1",
                                        "/page:thp",
                                        "/page:4kx",
                                        "/page",
                                        "/src:8",
                                        "/src:64/delta:0",
                                        "/delta:64/align:16",
                                        "/align:16/delta:8",
                                        "/x",
                                        "/cold ",
                                        "/align:16/src:8/delta:0"};
    struct condition c;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (condition_parse(texts[i], &c))
            fail_msg("'%s' was read", texts[i]);
}

static void each_part_tells_two_apart(void **state) {
    (void)state;
    const struct condition list[] = {
        condition_default,
        of(MODE_HOT, 64, 0, PAGE_THP),
        of(MODE_HOT, 1, CONDITION_DRAWN, PAGE_THP),
        of(MODE_HOT, 128, CONDITION_DRAWN, PAGE_THP),
        condition_of_map(MODE_HOT, PAGE_THP, 0, 0, 0),
        condition_of_map(MODE_HOT, PAGE_THP, 8, 8, 0),
        of(MODE_COLD, 64, CONDITION_DRAWN, PAGE_THP),
        of(MODE_HOT, 64, CONDITION_DRAWN, PAGE_4K),
    };
    for (size_t a = 0; a < COUNT_OF(list); a++)
        for (size_t b = 0; b < COUNT_OF(list); b++) {
            int order = condition_compare(&list[a], &list[b]);
            assert_int_equal((order > 0) - (order < 0), (a > b) - (a < b));
        }
}

static void what_does_not_fit_together_is_unsound(void **state) {
    (void)state;
    struct condition c = condition_of_map(MODE_HOT, PAGE_THP, 8, 8, 0);
    c.align = 16;
    assert_false(condition_is_sound(&c));
    const struct condition list[] = {
        of(MODES, 64, 0, PAGE_THP),       of(MODE_HOT, 64, 0, PAGE_KINDS),
        of(MODE_HOT, 0, 0, PAGE_THP),     of(MODE_HOT, 48, 0, PAGE_THP),
        of(MODE_HOT, 8192, 0, PAGE_THP),  of(MODE_HOT, 64, -2, PAGE_THP),
        of(MODE_HOT, 64, 4096, PAGE_THP), of(MODE_HOT, 64, 32, PAGE_THP),
    };
    for (size_t i = 0; i < COUNT_OF(list); i++)
        assert_false(condition_is_sound(&list[i]));
}

// From a line on, placements are as aligned as anybody asks; below, the condition says what it is.
static void contracts_allow_what_keeps_their_alignment(void **state) {
    (void)state;
    static const struct {
        size_t align;
        int delta;
        size_t asked;
        bool suits;
    } cases[] = {{64, CONDITION_DRAWN, 1, true},
                 {64, CONDITION_DRAWN, 256, true},
                 {16, CONDITION_DRAWN, 16, true},
                 {16, CONDITION_DRAWN, 32, false},
                 {1, CONDITION_DRAWN, 2, false},
                 {64, 64, 64, true},
                 {64, 64, 128, false},
                 {64, 0, 4096, true},
                 {16, 16, 16, true},
                 {16, 16, 1, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct condition c = of(MODE_HOT, cases[i].align, cases[i].delta, PAGE_THP);
        struct contract contract = {.align = cases[i].asked};
        assert_int_equal(condition_suits(&c, &contract), cases[i].suits);
    }
    struct condition map = condition_of_map(MODE_HOT, PAGE_THP, 0, 0, 2048);
    assert_true(condition_suits(&map, &(struct contract){.align = 64}));
    assert_false(condition_suits(&map, &(struct contract){.align = 128}));
    map = condition_of_map(MODE_HOT, PAGE_THP, 0, 32, 2048);
    assert_false(condition_suits(&map, &(struct contract){.align = 64}));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_says_nothing),
        cmocka_unit_test(parts_stand_in_one_order),
        cmocka_unit_test(what_is_printed_is_read_again),
        cmocka_unit_test(other_texts_are_none),
        cmocka_unit_test(each_part_tells_two_apart),
        cmocka_unit_test(what_does_not_fit_together_is_unsound),
        cmocka_unit_test(contracts_allow_what_keeps_their_alignment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
