// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Stolen time and doubtful clocks, read from files as a kernel shows them.
#include "bench/machine/timekeeping.h"
#include "tests/unit/temporary.h"

#include <math.h>

// user nice system idle iowait irq softirq steal guest guest_nice: CPU 1 adds up to 1088.
static const char stat_text[] = "cpu  110 20 30 440 50 6 7 88 9 1\n"
                                "cpu12 1 1 1 1 1 1 1 1 0 0\n"
                                "cpu0 10 2 3 44 5 6 7 8 9 1\n"
                                "cpu1 100 200 300 400 11 12 13 52 64 1\n"
                                "cpu2 1 2 3 4 5\n"
                                "intr 1 2 3\n";

static void a_cores_own_line_is_added_up_without_its_guests(void **state) {
    (void)state;
    struct core_time t;
    const char *path = temporary_write("stat", stat_text);
    assert_true(timekeeping_read_core(path, 1, &t));
    assert_int_equal(t.all, 1088);
    assert_int_equal(t.stolen, 52);
    assert_true(timekeeping_read_core(path, 12, &t));
    assert_int_equal(t.all, 8);
    assert_int_equal(t.stolen, 1);
}

static void a_core_that_is_not_told_of_has_no_time(void **state) {
    (void)state;
    struct core_time t = {5, 5};
    const char *path = temporary_write("stat", stat_text);
    assert_false(timekeeping_read_core(path, 3, &t));
    assert_int_equal(t.all, 0);
    t.stolen = 5;
    assert_false(timekeeping_read_core(path, 2, &t)); // a kernel that knows no steal
    assert_int_equal(t.all + t.stolen, 0);
    assert_false(timekeeping_read_core(temporary_path("absent"), 0, &t));
}

static void this_machines_time_goes_on(void **state) {
    (void)state;
    struct core_time before, after = timekeeping_core(0);
    if (!timekeeping_read_core("/proc/stat", 0, &before))
        skip();
    assert_true(after.all > 0 && before.all >= after.all && after.stolen <= after.all);
}

// 30 of 400 ticks are 7.5 %.
static void the_share_is_of_what_went_by(void **state) {
    (void)state;
    struct core_time before = {1000, 100}, after = {1400, 130};
    assert_true(fabs(timekeeping_stolen(&before, &after) - 0.075) < 1e-12);
    after.stolen = 101; // a tick may have begun long before
    assert_true(timekeeping_stolen(&before, &after) == 0);
    after.stolen = 102;
    assert_true(fabs(timekeeping_stolen(&before, &after) - 0.005) < 1e-12);
    assert_true(timekeeping_stolen(&(struct core_time){0, 0}, &after) == 0);
    assert_true(timekeeping_stolen(&before, &(struct core_time){0, 0}) == 0);
    assert_true(timekeeping_stolen(&after, &after) == 0);
}

static void assert_clock(const char *source, const char *flags, const char *expected) {
    char out[TIMEKEEPING_TEXT] = "?", name[5000], info[200];
    snprintf(info, sizeof info, "processor\t: 0\nflags\t\t: fpu %s sse2\n", flags);
    snprintf(name, sizeof name, "%s", temporary_write("source", source));
    timekeeping_check(name, temporary_write("cpuinfo", info), out);
    assert_string_equal(out, expected);
}

static void a_clock_that_takes_a_system_call_is_slow(void **state) {
    (void)state;
    assert_clock("hpet\n", "constant_tsc nonstop_tsc", "clock source hpet: slow to read");
    assert_clock("acpi_pm\n", "", "clock source acpi_pm: slow to read");
    assert_clock("kvm-clock\n", "", "");
    assert_clock("hyperv_clocksource_tsc_page\n", "", "");
}

static void a_counter_by_itself_has_to_be_constant_and_nonstop(void **state) {
    (void)state;
    static const char unsteady[] = "clock source tsc, which may be unsteady: ";
    char text[TIMEKEEPING_TEXT];
    assert_clock("tsc\n", "constant_tsc nonstop_tsc tsc_known_freq", "");
    snprintf(text, sizeof text, "%sno nonstop_tsc", unsteady);
    assert_clock("tsc\n", "constant_tsc", text);
    snprintf(text, sizeof text, "%sno constant_tsc", unsteady);
    assert_clock("tsc\n", "not_constant_tsc nonstop_tsc", text);
    snprintf(text, sizeof text, "%sno constant_tsc, no nonstop_tsc", unsteady);
    assert_clock("tsc\n", "nonstop_tsc_s3", text);
}

static void what_is_not_there_is_not_held_against_the_machine(void **state) {
    (void)state;
    char out[TIMEKEEPING_TEXT] = "?", absent[5000];
    snprintf(absent, sizeof absent, "%s", temporary_path("absent"));
    timekeeping_check(absent, absent, out);
    assert_string_equal(out, "");
    timekeeping_check(temporary_write("source", "tsc\n"), absent, out);
    assert_string_equal(out, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cores_own_line_is_added_up_without_its_guests),
        cmocka_unit_test(a_core_that_is_not_told_of_has_no_time),
        cmocka_unit_test(this_machines_time_goes_on),
        cmocka_unit_test(the_share_is_of_what_went_by),
        cmocka_unit_test(a_clock_that_takes_a_system_call_is_slow),
        cmocka_unit_test(a_counter_by_itself_has_to_be_constant_and_nonstop),
        cmocka_unit_test(what_is_not_there_is_not_held_against_the_machine),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}
