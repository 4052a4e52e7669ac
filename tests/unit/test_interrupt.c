// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Being asked to stop. Each body runs in a child: signals and masks are the process's own.
#include "bench/base/interrupt.h"
#include "tests/unit/child.h"

#include <stdbool.h>

// Bodies return the number of the step that went wrong, 0 where none did.
#define EXPECT(step, condition)                                                                    \
    if (!(condition))                                                                              \
    return step

static bool is_blocked(int sig) {
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    return sigismember(&now, sig) == 1;
}

static void defaults(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
}

static int hold_and_be_asked(void *context) {
    int sig = *(int *)context;
    struct interrupt interrupt;
    defaults();
    interrupt_hold(&interrupt);
    EXPECT(1, interrupt_pending(&interrupt) == 0);
    raise(sig); // held: it would end us here
    EXPECT(2, interrupt_pending(&interrupt) == sig);
    EXPECT(3, interrupt_pending(&interrupt) == sig); // and it stays so
    EXPECT(4, !is_blocked(SIGINT) && !is_blocked(SIGTERM) && !is_blocked(SIGHUP));
    return 0;
}

static void a_held_signal_is_found_between_rounds(void **state) {
    (void)state;
    int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < COUNT_OF(signals); i++)
        assert_exits_zero(hold_and_be_asked, &signals[i]);
}

static int be_asked_twice(void *context) {
    (void)context;
    struct interrupt interrupt;
    defaults();
    interrupt_hold(&interrupt);
    raise(SIGTERM);
    EXPECT(1, interrupt_pending(&interrupt) == SIGTERM);
    raise(SIGTERM);
    return 2;
}

static void the_second_signal_ends_the_program_at_once(void **state) {
    (void)state;
    assert_dies_of(be_asked_twice, NULL, SIGTERM);
}

static int release(void *context) {
    (void)context;
    struct interrupt interrupt;
    sigset_t mine;
    defaults();
    sigemptyset(&mine);
    sigaddset(&mine, SIGUSR1);
    sigprocmask(SIG_BLOCK, &mine, NULL);
    interrupt_hold(&interrupt);
    EXPECT(1, is_blocked(SIGINT) && is_blocked(SIGTERM) && is_blocked(SIGHUP));
    EXPECT(2, is_blocked(SIGUSR1) && !is_blocked(SIGALRM));
    interrupt_release(&interrupt);
    EXPECT(3, !is_blocked(SIGINT) && !is_blocked(SIGTERM) && !is_blocked(SIGHUP));
    EXPECT(4, is_blocked(SIGUSR1)); // somebody else's business
    return 0;
}

static void release_restores_the_mask_as_it_was(void **state) {
    (void)state;
    assert_exits_zero(release, NULL);
}

static int raise_and_release(void *context) {
    (void)context;
    struct interrupt interrupt;
    defaults();
    interrupt_hold(&interrupt);
    raise(SIGINT);
    interrupt_release(&interrupt);
    return 1;
}

static void a_signal_nobody_looked_for_is_delivered_on_release(void **state) {
    (void)state;
    assert_dies_of(raise_and_release, NULL, SIGINT);
}

static int ignore_hangup(void *context) {
    (void)context;
    struct interrupt interrupt;
    defaults();
    signal(SIGHUP, SIG_IGN);
    interrupt_hold(&interrupt);
    EXPECT(1, !is_blocked(SIGHUP));
    raise(SIGHUP);
    EXPECT(2, interrupt_pending(&interrupt) == 0);
    raise(SIGTERM);
    EXPECT(3, interrupt_pending(&interrupt) == SIGTERM);
    raise(SIGHUP);
    struct sigaction action;
    sigaction(SIGHUP, NULL, &action);
    EXPECT(4, action.sa_handler == SIG_IGN);
    return 0;
}

static void what_nohup_ignores_stays_ignored(void **state) {
    (void)state;
    assert_exits_zero(ignore_hangup, NULL);
}

static int release_what_is_not_held(void *context) {
    (void)context;
    struct interrupt interrupt = {0};
    sigset_t mine;
    sigemptyset(&mine);
    sigaddset(&mine, SIGUSR1);
    sigprocmask(SIG_SETMASK, &mine, NULL);
    interrupt_release(&interrupt);
    EXPECT(1, is_blocked(SIGUSR1));
    return 0;
}

static void releasing_what_is_not_held_changes_nothing(void **state) {
    (void)state;
    assert_exits_zero(release_what_is_not_held, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_held_signal_is_found_between_rounds),
        cmocka_unit_test(the_second_signal_ends_the_program_at_once),
        cmocka_unit_test(release_restores_the_mask_as_it_was),
        cmocka_unit_test(a_signal_nobody_looked_for_is_delivered_on_release),
        cmocka_unit_test(what_nohup_ignores_stays_ignored),
        cmocka_unit_test(releasing_what_is_not_held_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
