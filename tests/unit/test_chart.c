// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The chart for a terminal.
#include "bench/present/chart.h"

#include "bench/analyse/summary.h"
#include "tests/unit/made_result.h"

#include <stdlib.h>

static char *print_as(const struct result *r, const struct table_style *style) {
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_true(chart_print(r, style, file));
    long length = ftell(file);
    char *text = calloc((size_t)length + 1, 1);
    assert_non_null(text);
    rewind(file);
    assert_int_equal(fread(text, 1, (size_t)length, file), length);
    fclose(file);
    return text;
}

static char *print(const struct result *r, unsigned width) {
    return print_as(r, &(struct table_style){.width = width});
}

// 1 to 8 GB/s and back, eight sizes; and a tenth of it at the last size alone.
static struct result race(void) {
    struct result r = made_result();
    for (size_t i = 0; i < 8; i++) {
        size_t bytes = (size_t)64 << i;
        double ns = (double)bytes / (double)(1 << i);
        made_row(&r, "glibc", IMPL_LIBC, bytes, ns, ns);
    }
    made_row(&r, "slow", IMPL_BLOB, 64 << 7, 64, 64);
    made_row(&r, "floor", IMPL_CEILING, 64, 1, 1);
    summary_fill(&r);
    return r;
}

// Columns of a terminal: all but the continuation bytes of UTF-8.
static size_t widest(const char *text) {
    size_t longest = 0, column = 0;
    for (; *text != '\0'; text++) {
        column = *text == '\n' ? 0 : column + (((unsigned char)*text & 0xc0) != 0x80);
        longest = column > longest ? column : longest;
    }
    return longest;
}

static void bars_are_as_high_as_the_logarithm(void **state) {
    (void)state;
    struct result r = race();
    char *text = print(&r, 51);
    assert_string_equal(text,
                        "\n64 B to 8 KiB from left to right, 1 to 128 GB/s from low to high (log)\n"
                        "glibc  ▁▂▃▄▅▆▇█   128 GB/s at 8 KiB, highest at 8\n"
                        "slow          █   128 GB/s at 8 KiB\n");
    free(text);
    result_free(&r);
}

static void it_keeps_to_its_width_and_uses_it(void **state) {
    (void)state;
    struct result r = race();
    static const unsigned widths[] = {45, 60, 72, 100, 300};
    for (size_t i = 0; i < COUNT_OF(widths); i++) {
        char *text = print(&r, widths[i]), *bars = strchr(text + 1, '\n');
        assert_in_range(widest(bars), 1, widths[i]);
        free(text);
    }
    char *narrow = print(&r, 47), *wide = print(&r, 100); // two sizes a bar, three columns a bar
    assert_non_null(strstr(narrow, "glibc  ▁▃▆█  "));
    assert_non_null(strstr(wide, "glibc  ▁▁▁▂▂▂▃▃▃▄▄▄▅▅▅▆▆▆▇▇▇███  "));
    free(narrow);
    free(wide);
    result_free(&r);
}

static void each_condition_has_its_own(void **state) {
    (void)state;
    struct result r = race();
    made_row(&r, "glibc", IMPL_LIBC, 64, 100, 100)->condition.mode = MODE_COLD;
    summary_fill(&r);
    char *text = print(&r, 80);
    assert_non_null(strstr(text, "\ncold: 64 B to 64 B from left"));
    free(text);
    result_free(&r);
}

static void where_there_are_no_blocks_digits_stand_for_them(void **state) {
    (void)state;
    struct result r = race();
    char *text = print_as(&r, &(struct table_style){.width = 51, .ascii = true});
    assert_non_null(strstr(text, "\nglibc  12345678   128 GB/s at 8 KiB, highest at 8\n"
                                 "slow          8   128 GB/s at 8 KiB\n"));
    for (const char *at = text; *at != '\0'; at++)
        assert_true((unsigned char)*at < 128);
    free(text);
    result_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_there_are_no_blocks_digits_stand_for_them),
        cmocka_unit_test(bars_are_as_high_as_the_logarithm),
        cmocka_unit_test(it_keeps_to_its_width_and_uses_it),
        cmocka_unit_test(each_condition_has_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
