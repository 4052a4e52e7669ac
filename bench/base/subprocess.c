// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/subprocess.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void begin(pid_t parent) {
    static const int handled[] = {SIGSEGV, SIGBUS,  SIGILL,  SIGFPE,  SIGTRAP,
                                  SIGABRT, SIGINT,  SIGTERM, SIGHUP,  SIGXFSZ,
                                  SIGXCPU, SIGPIPE, SIGSYS,  SIGALRM, SIGVTALRM};
    for (size_t i = 0; i < sizeof handled / sizeof *handled; i++)
        signal(handled[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) // it has ended already, and no signal will come
        _exit(1);
}

pid_t subprocess_fork(void) {
    pid_t parent = getpid(), child = fork();
    if (child == 0)
        begin(parent);
    return child;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// Of a child that cannot be waited for. It must not go on with what it does to our files.
static enum subprocess_end lose(pid_t child) {
    int reason = errno;
    if (reason != ECHILD && kill(child, SIGKILL) == 0)
        waitpid(child, NULL, 0);
    errno = reason;
    return SUBPROCESS_LOST;
}

// The longer it has lasted, the longer it may: a child that measures is not to be disturbed.
static void doze(double lasted) {
    const double share = 0.05, least = 0.0005, most = 0.05;
    double nap = share * lasted;
    nap = nap < least ? least : nap > most ? most : nap;
    nanosleep(&(struct timespec){.tv_nsec = (long)(nap * 1e9)}, NULL);
}

enum subprocess_end subprocess_wait(pid_t child, double seconds, struct interrupt *interrupt,
                                    int *status) {
    const double begin = now(), deadline = begin + seconds;
    enum subprocess_end end = SUBPROCESS_ENDED;
    pid_t ended = 0;
    while ((ended = waitpid(child, status, end == SUBPROCESS_ENDED ? WNOHANG : 0)) != child) {
        if (ended < 0 && errno != EINTR)
            return lose(child);
        if (interrupt_pending(interrupt) != 0)
            end = SUBPROCESS_INTERRUPTED;
        else if (now() > deadline)
            end = SUBPROCESS_TOO_SLOW;
        if (end == SUBPROCESS_ENDED)
            doze(now() - begin);
        else if (kill(child, SIGKILL) != 0) // else the next wait is for its end
            return SUBPROCESS_LOST;
    }
    return end;
}
