// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A call written down and read again.
#include "bench/verify/probe.h"

#include "bench/verify/rooms.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct probe parse(const char *text) {
    struct probe probe;
    struct failure failure = {0};
    if (!probe_parse(text, &probe, &failure))
        fail_msg("%s", failure.text);
    return probe;
}

static void assert_same_probe(const struct probe *a, const struct probe *b) {
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->dst_at, b->dst_at);
    assert_int_equal(a->src_at, b->src_at);
    assert_int_equal(a->entry, b->entry);
    assert_int_equal(a->fill, b->fill);
    assert_int_equal(a->place, b->place);
    assert_int_equal(a->key, b->key);
}

static void what_is_nothing_special_is_left_out(void **state) {
    (void)state;
    char text[PROBE_TEXT];
    probe_format(&(struct probe){.n = 128, .dst_at = 33, .src_at = 5, .key = 77}, text);
    assert_string_equal(text, "n=128,dst=33,src=5,key=77");
    probe_format(&(struct probe){.n = 128,
                                 .dst_at = 33,
                                 .src_at = 5,
                                 .entry = 2,
                                 .fill = FILL_ZERO,
                                 .place = PLACE_SAME,
                                 .key = 77},
                 text);
    assert_string_equal(text, "n=128,dst=33,src=5,entry=2,fill=zero,place=same,key=77");
}

static void every_fill_and_place_that_can_be_asked_for_comes_back(void **state) {
    (void)state;
    for (enum probe_fill fill = FILL_OLD; fill < PROBE_FILLS; fill++)
        for (enum probe_place place = PLACE_ROOMS; place <= PLACE_NOWHERE; place++) {
            struct probe p = {.n = place == PLACE_NOWHERE ? 0 : 4097,
                              .dst_at = 12345,
                              .src_at = ROOMS_BYTES - 4097,
                              .entry = 255,
                              .fill = fill,
                              .place = place,
                              .key = UINT64_MAX - place};
            char text[PROBE_TEXT];
            probe_format(&p, text);
            struct probe again = parse(text);
            assert_same_probe(&again, &p);
        }
}

// They can't be made again, but a diagnosis must be able to name them.
static void every_place_has_a_name_of_its_own(void **state) {
    (void)state;
    static const char *const names[PROBE_PLACES] = {
        "",          ",place=same", ",place=nowhere", ",place=2g",
        ",place=4g", ",place=far",  ",place=timed",   ",place=watched"};
    for (enum probe_place place = PLACE_ROOMS; place < PROBE_PLACES; place++) {
        char text[PROBE_TEXT], wanted[PROBE_TEXT];
        probe_format(&(struct probe){.place = place}, text);
        snprintf(wanted, sizeof wanted, "n=0,dst=0,src=0%s,key=0", names[place]);
        assert_string_equal(text, wanted);
    }
}

static void the_longest_call_fits(void **state) {
    (void)state;
    char text[PROBE_TEXT];
    probe_format(&(struct probe){.n = SIZE_MAX,
                                 .dst_at = SIZE_MAX,
                                 .src_at = SIZE_MAX,
                                 .entry = UINT32_MAX,
                                 .fill = FILL_INVERSE,
                                 .place = PLACE_NOWHERE,
                                 .key = UINT64_MAX},
                 text);
    assert_true(strlen(text) < PROBE_TEXT - 1);
    assert_non_null(strstr(text, "key=18446744073709551615"));
}

static void parts_come_in_any_order_and_what_is_left_out_is_0(void **state) {
    (void)state;
    struct probe p = parse("key=3,src=2,n=64");
    assert_same_probe(&p, &(struct probe){.n = 64, .src_at = 2, .key = 3});
    p = parse("place=nowhere");
    assert_same_probe(&p, &(struct probe){.place = PLACE_NOWHERE});
}

static void what_is_no_call_is_refused_and_nothing_is_changed(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "x",
                                        "n",
                                        "n=",
                                        "n=x",
                                        "n=-1",
                                        "n=+1",
                                        "n= 1",
                                        "n=1 ",
                                        "n=0x40",
                                        "n=64k",
                                        ",n=64",
                                        "n=64,,dst=1",
                                        "n=64,dst",
                                        "n=64,to=2",
                                        "N=64",
                                        "n=655361",
                                        "n=1,dst=655360",
                                        "n=1,src=655360",
                                        "dst=655361",
                                        "src=655361",
                                        "n=64,entry=256",
                                        "n=64,entry=-1",
                                        "n=64,fill=red",
                                        "n=64,fill=",
                                        "n=64,fill=Zero",
                                        "n=64,place=2g",
                                        "n=64,place=4g",
                                        "n=64,place=far",
                                        "n=64,place=timed",
                                        "n=64,place=nowhere",
                                        "n=64,key=-1",
                                        "n=64,key=18446744073709551616"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct probe probe = {.n = 4711};
        struct failure failure = {0};
        if (probe_parse(texts[i], &probe, &failure))
            fail_msg("'%s' was taken for a call", texts[i]);
        assert_int_equal(failure.status, EXIT_USAGE);
        assert_non_null(strstr(failure.text, "no call (as verify prints it"));
        assert_int_equal(probe.n, 4711);
    }
}

static void the_whole_room_may_be_copied(void **state) {
    (void)state;
    struct probe p = parse("n=655360");
    assert_int_equal(p.n, ROOMS_BYTES);
    p = parse("n=0,dst=655360,src=655360");
    assert_int_equal(p.dst_at, ROOMS_BYTES);
}

static void a_very_long_text_is_refused_briefly(void **state) {
    (void)state;
    char text[4096] = "";
    struct probe probe;
    struct failure failure = {0};
    memset(text, 'n', sizeof text - 1);
    assert_false(probe_parse(text, &probe, &failure));
    assert_true(strlen(failure.text) < 200);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_nothing_special_is_left_out),
        cmocka_unit_test(every_fill_and_place_that_can_be_asked_for_comes_back),
        cmocka_unit_test(every_place_has_a_name_of_its_own),
        cmocka_unit_test(the_longest_call_fits),
        cmocka_unit_test(parts_come_in_any_order_and_what_is_left_out_is_0),
        cmocka_unit_test(what_is_no_call_is_refused_and_nothing_is_changed),
        cmocka_unit_test(the_whole_room_may_be_copied),
        cmocka_unit_test(a_very_long_text_is_refused_briefly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
