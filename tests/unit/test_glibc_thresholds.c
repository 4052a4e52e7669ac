// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Thresholds as the C library has them, against what its loader says of its tunables; ctest runs
// this a second time with tunables of its own.
#include "bench/impl/glibc_thresholds.h"
#include "bench/impl/installed/installed.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Skips where the libc.a of the build is not the libc.so that runs, or there is none.
static struct glibc_thresholds read_or_skip(void) {
    struct glibc_thresholds t;
    bool absent = true;
    for (size_t i = 0; i < installed_count; i++)
        absent = absent && (strncmp(installed_rows[i].name, "glibc_", 6) != 0 ||
                            installed_rows[i].fn == NULL);
    if (glibc_thresholds_read(&t) == GLIBC_THRESHOLDS_ASSUMED) {
        print_message("no variant of this C library was there at build time\n");
        assert_true(absent);
        skip();
    }
    return t;
}

static long tunable(const char *name) {
    char line[256], *colon = NULL;
    long value = -1;
    FILE *loader = popen("/lib64/ld-linux-x86-64.so.2 --list-tunables", "r");
    assert_non_null(loader);
    while (fgets(line, sizeof line, loader) != NULL)
        if ((colon = strchr(line, ':')) != NULL && (size_t)(colon - line) == strlen(name) &&
            strncmp(line, name, strlen(name)) == 0)
            value = strtol(colon + 1, NULL, 16);
    assert_int_equal(pclose(loader), 0);
    if (value < 0)
        fail_msg("no tunable %s", name);
    return value;
}

static void are_what_the_loader_says(void **state) {
    (void)state;
    struct glibc_thresholds t = read_or_skip();
    assert_int_equal(t.rep_movsb_threshold, tunable("glibc.cpu.x86_rep_movsb_threshold"));
    assert_int_equal(t.shared_non_temporal_threshold,
                     tunable("glibc.cpu.x86_non_temporal_threshold"));
    assert_int_equal(t.shared_cache_size_half, tunable("glibc.cpu.x86_shared_cache_size") / 2);
}

// It is no tunable: glibc makes it the non-temporal threshold, on AMD's processors their L2's size.
static void the_stop_is_a_size_of_this_machine(void **state) {
    (void)state;
    struct glibc_thresholds t = read_or_skip();
    if (t.rep_movsb_stop_threshold != t.shared_non_temporal_threshold &&
        t.rep_movsb_stop_threshold != sysconf(_SC_LEVEL2_CACHE_SIZE))
        fail_msg("%ld", t.rep_movsb_stop_threshold);
    assert_true(t.string_control == 0 || t.string_control == 1);
}

static void what_was_set_is_what_is_got(void **state) {
    (void)state;
    const struct glibc_thresholds before = glibc_thresholds_get();
    const struct glibc_thresholds set = {1001, 1002, 1003, 1004, 1};
    glibc_thresholds_set(&set);
    struct glibc_thresholds got = glibc_thresholds_get();
    glibc_thresholds_set(&before);
    assert_int_equal(got.rep_movsb_threshold, 1001);
    assert_int_equal(got.rep_movsb_stop_threshold, 1002);
    assert_int_equal(got.shared_non_temporal_threshold, 1003);
    assert_int_equal(got.shared_cache_size_half, 1004);
    assert_int_equal(got.string_control, 1);
}

// The C library has its own.
static void setting_ours_leaves_the_librarys(void **state) {
    (void)state;
    struct glibc_thresholds t = read_or_skip(), after;
    const struct glibc_thresholds before = glibc_thresholds_get();
    glibc_thresholds_set(&(struct glibc_thresholds){.rep_movsb_threshold = 1});
    assert_int_equal(glibc_thresholds_read(&after), GLIBC_THRESHOLDS_LIBC);
    glibc_thresholds_set(&before);
    assert_int_equal(after.rep_movsb_threshold, t.rep_movsb_threshold);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_what_the_loader_says),
        cmocka_unit_test(the_stop_is_a_size_of_this_machine),
        cmocka_unit_test(what_was_set_is_what_is_got),
        cmocka_unit_test(setting_ours_leaves_the_librarys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
