// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A child ends by itself, when its time is up or when we are to stop; it is always gone afterwards.
#include "bench/base/subprocess.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void hang(void) {
    for (;;)
        pause();
}

static void end_with_7(void) {
    _exit(7);
}

// What a sanitizer would handle, and what we hold back, ends a child as it does anywhere.
static void crash(void) {
    raise(SIGSEGV);
}

static void stop_itself(void) {
    raise(SIGTERM);
}

static void on_signal(int sig) {
    _exit(sig);
}

static pid_t start(void (*body)(void)) {
    signal(SIGSEGV, on_signal);
    pid_t child = subprocess_fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    body();
    _exit(0);
}

static void assert_gone(pid_t child) {
    assert_int_equal(waitpid(child, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void a_child_that_ends_is_told_by_its_status(void **state) {
    (void)state;
    struct interrupt interrupt;
    int status = 0;
    interrupt_hold(&interrupt);
    pid_t child = start(end_with_7);
    assert_int_equal(subprocess_wait(child, 60, &interrupt, &status), SUBPROCESS_ENDED);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    assert_gone(child);
    child = start(crash);
    assert_int_equal(subprocess_wait(child, 60, &interrupt, &status), SUBPROCESS_ENDED);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    child = start(stop_itself);
    assert_int_equal(subprocess_wait(child, 60, &interrupt, &status), SUBPROCESS_ENDED);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    interrupt_release(&interrupt);
}

static void a_child_whose_time_is_up_is_ended(void **state) {
    (void)state;
    struct interrupt interrupt;
    int status = 0;
    interrupt_hold(&interrupt);
    pid_t child = start(hang);
    assert_int_equal(subprocess_wait(child, 0.05, &interrupt, &status), SUBPROCESS_TOO_SLOW);
    assert_gone(child);
    interrupt_release(&interrupt);
}

static void a_signal_to_us_ends_the_child(void **state) {
    (void)state;
    struct interrupt interrupt;
    int status = 0;
    interrupt_hold(&interrupt);
    pid_t child = start(hang);
    raise(SIGTERM);
    assert_int_equal(subprocess_wait(child, 60, &interrupt, &status), SUBPROCESS_INTERRUPTED);
    assert_int_equal(interrupt.signal, SIGTERM);
    assert_gone(child);
    interrupt_release(&interrupt);
}

static void what_is_no_child_is_lost(void **state) {
    (void)state;
    struct interrupt interrupt;
    int status = 0;
    interrupt_hold(&interrupt);
    assert_int_equal(subprocess_wait(getpid(), 60, &interrupt, &status), SUBPROCESS_LOST);
    assert_int_equal(errno, ECHILD);
    interrupt_release(&interrupt);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_that_ends_is_told_by_its_status),
        cmocka_unit_test(a_child_whose_time_is_up_is_ended),
        cmocka_unit_test(a_signal_to_us_ends_the_child),
        cmocka_unit_test(what_is_no_child_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
