// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Doing in a child process what would end or change this one.
#ifndef TESTS_CHILD_H
#define TESTS_CHILD_H

#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Runs the body in a child, without cmocka's and a sanitizer's signal handlers, and returns what
// waitpid() said of it. A body that returns ends the child with its value as status.
static inline int child_run(int (*body)(void *), void *context) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
        for (size_t i = 0; i < COUNT_OF(fatal); i++)
            signal(fatal[i], SIG_DFL);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        _exit(body(context));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static inline void assert_dies_of(int (*body)(void *), void *context, int sig) {
    int status = child_run(body, context);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), sig);
}

static inline void assert_exits_zero(int (*body)(void *), void *context) {
    int status = child_run(body, context);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

#endif
