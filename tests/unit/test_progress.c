// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What long work says of itself, by a clock that a test turns.
#include "bench/cli/progress.h"

#include "tests/unit/temporary.h"

#include <sys/wait.h>

static double hand; // of the clock, in nanoseconds

static double now(void) {
    return hand;
}

static struct progress begin(bool terminal) {
    struct progress p;
    hand = 7e15; // since nobody knows when
    progress_open_on(&p, fopen(temporary_path("said"), "w+"), terminal, now);
    assert_non_null(p.out);
    assert_non_null(p.state);
    return p;
}

static void step_at(struct progress *p, double second, double done, double seconds_left) {
    hand = 7e15 + second * 1e9;
    progress_step(p, "measure", "glibc 4 KiB", done, seconds_left);
}

static void assert_said(struct progress *p, const char *text) {
    char said[1024] = "";
    progress_close(p);
    rewind(p->out);
    said[fread(said, 1, sizeof said - 1, p->out)] = '\0';
    fclose(p->out);
    assert_string_equal(said, text);
}

static void a_log_has_a_line_a_minute(void **state) {
    (void)state;
    struct progress p = begin(false);
    for (int second = 0; second < 190; second++)
        step_at(&p, second, second / 400.0, 400 - second);
    assert_said(&p, "memcpybench: measure: 15%, 5:40 left: glibc 4 KiB\n"
                    "memcpybench: measure: 30%, 4:40 left: glibc 4 KiB\n"
                    "memcpybench: measure: 45%, 3:40 left: glibc 4 KiB\n");
}

static void a_log_of_short_work_is_empty(void **state) {
    (void)state;
    struct progress p = begin(false);
    for (int second = 0; second < 60; second++)
        step_at(&p, second, second / 60.0, 60 - second);
    progress_wipe(&p);
    assert_said(&p, "");
}

static void a_terminal_has_one_line_that_is_drawn_over_and_wiped(void **state) {
    (void)state;
    struct progress p = begin(true);
    step_at(&p, 0, 0, -1);
    step_at(&p, 0.09, 0.1, 9); // too soon
    step_at(&p, 0.11, 0.5, 61);
    assert_said(&p, "\r\033[Kmeasure   0%  glibc 4 KiB"
                    "\r\033[Kmeasure  50%, 1:01 left  glibc 4 KiB"
                    "\r\033[K");
}

static void time_left_is_what_the_pace_makes_of_it(void **state) {
    (void)state;
    struct progress p = begin(false);
    step_at(&p, 0, 0, -1);
    step_at(&p, 59, 0.2, -1);
    step_at(&p, 80, 0.5, -1); // as long again
    step_at(&p, 81, 0, -1);   // counts anew
    step_at(&p, 141, 0.25, -1);
    assert_said(&p, "memcpybench: measure: 50%, 1:20 left: glibc 4 KiB\n"
                    "memcpybench: measure: 25%, 3:00 left: glibc 4 KiB\n");
}

static void nothing_is_made_of_no_pace(void **state) {
    (void)state;
    struct progress p = begin(false);
    step_at(&p, 60, 0, -1);
    step_at(&p, 119, 0.5, -1);
    step_at(&p, 119.5, 0, -1);
    step_at(&p, 120, 0.25, -1); // half a second after it began
    assert_said(&p, "memcpybench: measure: 0%: glibc 4 KiB\n"
                    "memcpybench: measure: 25%: glibc 4 KiB\n");
}

// A gate's stages are processes of their own.
static void processes_keep_one_minute_between_them(void **state) {
    (void)state;
    struct progress p = begin(false);
    for (int second = 0; second < 150; second += 10) {
        pid_t child = fork();
        if (child == 0) {
            step_at(&p, second, 0, 10);
            _exit(0);
        }
        assert_int_equal(waitpid(child, NULL, 0), child);
    }
    assert_said(&p, "memcpybench: measure: 0%, 0:10 left: glibc 4 KiB\n"
                    "memcpybench: measure: 0%, 0:10 left: glibc 4 KiB\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_has_a_line_a_minute),
        cmocka_unit_test(a_log_of_short_work_is_empty),
        cmocka_unit_test(a_terminal_has_one_line_that_is_drawn_over_and_wiped),
        cmocka_unit_test(time_left_is_what_the_pace_makes_of_it),
        cmocka_unit_test(nothing_is_made_of_no_pace),
        cmocka_unit_test(processes_keep_one_minute_between_them),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}
