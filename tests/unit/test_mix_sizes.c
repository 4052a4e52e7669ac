// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Files of sizes: what they may say, what becomes of it, and what is refused at which line.
#include "bench/measure/mix_sizes.h"

#include "tests/unit/temporary.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *write_text(const char *text) {
    const char *path = temporary_path("sizes.txt");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
    return path;
}

static struct mix_sizes read_text(const char *text) {
    struct mix_sizes sizes;
    struct failure failure = {0};
    if (!mix_sizes_read(write_text(text), &sizes, &failure))
        fail_msg("%s", failure.text);
    return sizes;
}

static void assert_read(const char *text, const struct mix_size *expected, size_t count) {
    struct mix_sizes sizes = read_text(text);
    assert_int_equal(sizes.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sizes.list[i].bytes, expected[i].bytes);
        assert_true(fabs(sizes.list[i].up_to - expected[i].up_to) < 1e-12);
    }
    mix_sizes_free(&sizes);
}

static void weights_become_shares_of_ascending_sizes(void **state) {
    (void)state;
    static const struct mix_size expected[] = {{64, 0.25}, {4096, 0.75}, {1 << 20, 1}};
    static const char *const texts[] = {"64:1,4096:2,1048576:1", "1M:0.5\n4K:1\n64:0.5\n",
                                        "# sizes\n64:1 # one\n\n4K:1.5,4096:.5,\t1m:1e0",
                                        "64:1,4K:2\r\n1M:1\r\n", "64:25,128:0,4K:50,1M:25,2M:0"};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_read(texts[i], expected, COUNT_OF(expected));
}

static void sizes_are_rounded_up_to_multiples_of_64(void **state) {
    (void)state;
    static const struct mix_size expected[] = {{64, 0.6}, {128, 0.8}, {4096, 1}};
    assert_read("0:1,1:1,64:1,65:1,4095:1", expected, COUNT_OF(expected));
}

static void the_first_of_three_lines_is_told_from_a_list_of_three(void **state) {
    (void)state;
    static const struct mix_size two[] = {{64, 0.5}, {4032, 1}};
    assert_read("3:0.5,4000:0.5\n0:0.9,1:0.1\n1:0.25,2:0.25,64:0.5\n", two, 2);
    assert_read("3:0.5,4000:0.5\n0:1\n1:1,4096:1", two, 2);
    struct mix_sizes sizes = read_text("3:0.5,4000:0.5\n0:1\n1:1\n");
    assert_true(sizes.first_of_three);
    mix_sizes_free(&sizes);
    static const char *const lists[] = {
        "64:1\n0:1\n2:1\n",        "64:1,128:1\n2:1\n2:1\n",      "64:1,128:1\n0:1\n3:1\n",
        "64:1,128:1\n0:1\n",       "64:1,128:1\n0:1\n2:1\n4:1\n", "64:1,128:1\n\n2:1\n",
        "64:1,128:1\n# 0:1\n2:1\n"};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        sizes = read_text(lists[i]);
        assert_false(sizes.first_of_three);
        mix_sizes_free(&sizes);
    }
}

static void the_file_is_named_and_hashed(void **state) {
    (void)state;
    struct mix_sizes sizes = read_text("64:1\n");
    assert_string_equal(sizes.name, "sizes.txt");
    assert_string_equal(sizes.sha256,
                        "350d13b6ff80bab292bb84fa481f722df2ef0a58f15b7d9121c70b20afe5ea33");
    mix_sizes_free(&sizes);
}

static void assert_refused(const char *path, const char *phrase) {
    struct mix_sizes sizes;
    struct failure failure = {0};
    if (mix_sizes_read(path, &sizes, &failure))
        fail_msg("read, though %s", phrase);
    assert_int_equal(failure.status, EXIT_USAGE);
    if (strstr(failure.text, "--mix: ") != failure.text || strstr(failure.text, phrase) == NULL)
        fail_msg("'%s' has no '%s'", failure.text, phrase);
}

static void what_is_no_size_or_weight_is_refused_at_its_line(void **state) {
    (void)state;
    static const struct {
        const char *text, *phrase;
    } cases[] = {
        {"64", ":1: '64': no size:weight"},
        {"64:1\n\nrubbish\n", ":3: 'rubbish': no size:weight"},
        {":1", ":1: ':1': no size:weight"},
        {"64:1\n-64:1", ":2: '-64:1': its size is no number"},
        {"64.5:1", "its size is no number"},
        {"65G:1", "its size is no number of bytes up to 64G"},
        {"64:", "'64:': its weight is no number"},
        {"64:1\n64:-1", ":2: '64:-1': its weight is no number from 0 on"},
        {"64:nan", "its weight is no number"},
        {"64:inf", "its weight is no number"},
        {"64:1e999", "its weight is no number"},
        {"64:0x10", "its weight is no number"},
        {"64:1:2", "its weight is no number"},
        {"64:+1", "its weight is no number"},
        {"64:1e", "its weight is no number"},
        {"64:0.00000000000000000000000000000000000000001", "its weight is no number"},
        {"64:0,128:0", "no size has a weight above 0"},
        {"# nothing\n", "no size has a weight above 0"},
        {"64:1e308,128:1e308", "the weights are too large"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_refused(write_text(cases[i].text), cases[i].phrase);
}

static void what_is_no_file_of_sizes_is_refused(void **state) {
    (void)state;
    assert_refused(temporary_path("absent"), "No such file");
    assert_refused(temporary_path("."), "is a directory");
    assert_refused("/dev/zero", "is a device");
    assert_refused(write_text(""), "is empty");
    FILE *file = fopen(temporary_path("raw"), "w");
    assert_non_null(file);
    assert_int_equal(fwrite("64:1\0 64:2", 1, 10, file), 10);
    assert_int_equal(fclose(file), 0);
    assert_refused(temporary_path("raw"), "is no text");
    file = fopen(temporary_path("long"), "w");
    assert_non_null(file);
    for (size_t i = 0; i <= MIX_FILE_BYTES; i += 5)
        assert_int_equal(fwrite("64:1\n", 1, 5, file), 5);
    assert_int_equal(fclose(file), 0);
    assert_refused(temporary_path("long"), "is over 1 MiB");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_become_shares_of_ascending_sizes),
        cmocka_unit_test(sizes_are_rounded_up_to_multiples_of_64),
        cmocka_unit_test(the_first_of_three_lines_is_told_from_a_list_of_three),
        cmocka_unit_test(the_file_is_named_and_hashed),
        cmocka_unit_test(what_is_no_size_or_weight_is_refused_at_its_line),
        cmocka_unit_test(what_is_no_file_of_sizes_is_refused),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}
