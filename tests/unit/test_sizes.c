// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Sizes as people write them, and as we write them back.
#include "bench/base/sizes.h"
#include "tests/unit/unit.h"

#include <string.h>

static void assert_sizes(const char *text, const size_t *expected, size_t count) {
    struct size_list list = {0};
    struct failure failure = {0};
    assert_true(sizes_parse(text, &list, &failure));
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(list.bytes[i], expected[i]);
    sizes_free(&list);
    assert_null(list.bytes);
    assert_int_equal(list.count, 0);
}

#define ASSERT_SIZES(text, ...)                                                                    \
    assert_sizes(text, (const size_t[]){__VA_ARGS__}, COUNT_OF(((const size_t[]){__VA_ARGS__})))

static void assert_refused(const char *text, const char *phrase) {
    struct size_list list = {.bytes = NULL, .count = 77};
    struct failure failure = {0};
    assert_false(sizes_parse(text, &list, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, phrase));
    assert_int_equal(list.count, 77); // untouched
}

static void reads_a_list(void **state) {
    (void)state;
    ASSERT_SIZES("64", 64);
    ASSERT_SIZES("4096,64K,1M", 4096, 65536, 1048576);
    ASSERT_SIZES("1k,1m,1g", 1024, 1048576, 1073741824);
    ASSERT_SIZES("64G", (size_t)64 << 30);
}

static void sorts_and_keeps_each_once(void **state) {
    (void)state;
    ASSERT_SIZES("1M,64,4K,64,1024K", 64, 4096, 1048576);
    ASSERT_SIZES("128,64:256:+64", 64, 128, 192, 256);
}

static void reads_ranges(void **state) {
    (void)state;
    ASSERT_SIZES("64:1K:x2", 64, 128, 256, 512, 1024);
    ASSERT_SIZES("64:1K:x4", 64, 256, 1024);
    ASSERT_SIZES("64:1023K:x1024", 64, 65536);
    ASSERT_SIZES("64:320:+128", 64, 192, 320);
    ASSERT_SIZES("64:384:+128", 64, 192, 320); // the last is met or not, never passed
    ASSERT_SIZES("4K:4K:x2", 4096);
    ASSERT_SIZES("4K:4K:+64", 4096);
    ASSERT_SIZES("32G:64G:+32G", (size_t)32 << 30, (size_t)64 << 30);
    ASSERT_SIZES("32G:64G:x64G", (size_t)32 << 30); // 2^71 is no size
    ASSERT_SIZES("64,1K:4K:x2,64K", 64, 1024, 2048, 4096, 65536);
}

static void refuses_what_is_no_size(void **state) {
    (void)state;
    static const char *const bad[] = {"",     "x",    "64,", ",64", "64,,128", "-64",
                                      "+64",  " 64",  "64 ", "6 4", "0x40",    "64B",
                                      "1.5K", "1KiB", "K",   "64KK"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_refused(bad[i], "not a number of bytes");
}

static void refuses_sizes_beyond_the_limit(void **state) {
    (void)state;
    assert_refused("65G", "up to 64G");
    assert_refused("68719476800", "up to 64G");          // 64G + 64
    assert_refused("18446744073709551680", "up to 64G"); // 2^64 + 64
    assert_refused("18014398509481985K", "up to 64G");   // (2^54 + 1) K = 2^64 + 1K
    assert_refused("99999999999999999999999999999999", "up to 64G");
}

static void refuses_odd_sizes_and_names_the_nearest(void **state) {
    (void)state;
    assert_refused("100", "not a multiple of 64 (the nearest are 64 and 128)");
    assert_refused("1", "(the nearest are 64 and 128)");
    assert_refused("64:100:x2", "'100'");
    assert_refused("0", "nothing would be copied");
    assert_refused("0K", "nothing would be copied");
}

static void refuses_broken_ranges(void **state) {
    (void)state;
    assert_refused("64:128", "needs a step");
    assert_refused("64:128:", "must begin with x or +");
    assert_refused("64:128:2", "must begin with x or +");
    assert_refused("64:128:x", "no number");
    assert_refused("64:128:x2:x2", "no number");
    assert_refused("64:128:x0", "at least 2");
    assert_refused("64:128:x1", "at least 2");
    assert_refused("64:128:+0", "multiple of 64");
    assert_refused("64:128:+32", "multiple of 64");
    assert_refused("128:64:x2", "above the last");
    assert_refused(":64:x2", "size ''");
    assert_refused("64::x2", "size ''");
}

static void holds_4096_sizes_and_not_one_more(void **state) {
    (void)state;
    struct size_list list = {0};
    struct failure failure = {0};
    assert_true(sizes_parse("64:256K:+64", &list, &failure));
    assert_int_equal(list.count, SIZE_LIST_MAX);
    assert_int_equal(list.bytes[SIZE_LIST_MAX - 1], 262144);
    sizes_free(&list);
    assert_refused("64:262208:+64", "more than 4096 sizes");
}

static void a_long_text_is_quoted_in_part(void **state) {
    (void)state;
    char text[2000];
    memset(text, '9', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_refused(text, "'9999999999999999999999999999999999999999'");
}

static void assert_format(size_t bytes, const char *expected) {
    char text[SIZE_TEXT];
    assert_ptr_equal(size_format(bytes, text), text);
    assert_string_equal(text, expected);
}

static void writes_sizes_in_the_largest_unit_below_them(void **state) {
    (void)state;
    assert_format(0, "0 B");
    assert_format(64, "64 B");
    assert_format(1000, "1000 B");
    assert_format(1024, "1 KiB");
    assert_format(1536, "1.5 KiB");
    assert_format(1088, "1.062 KiB"); // 1.0625, and printf rounds the half to even
    assert_format(102400, "100 KiB");
    assert_format(1 << 20, "1 MiB");
    assert_format((1 << 20) + (1 << 18), "1.25 MiB");
    assert_format((size_t)10 << 30, "10 GiB");
    assert_format((size_t)64 << 30, "64 GiB");
    assert_format((size_t)2048 << 30, "2048 GiB"); // there is no larger unit
}

static void the_widest_text_fits(void **state) {
    (void)state;
    char text[SIZE_TEXT];
    assert_in_range(strlen(size_format(SIZE_MAX, text)), 1, SIZE_TEXT - 1);
    assert_non_null(strstr(text, " GiB"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_list),
        cmocka_unit_test(sorts_and_keeps_each_once),
        cmocka_unit_test(reads_ranges),
        cmocka_unit_test(refuses_what_is_no_size),
        cmocka_unit_test(refuses_sizes_beyond_the_limit),
        cmocka_unit_test(refuses_odd_sizes_and_names_the_nearest),
        cmocka_unit_test(refuses_broken_ranges),
        cmocka_unit_test(holds_4096_sizes_and_not_one_more),
        cmocka_unit_test(a_long_text_is_quoted_in_part),
        cmocka_unit_test(writes_sizes_in_the_largest_unit_below_them),
        cmocka_unit_test(the_widest_text_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
