// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/sandbox.h"

#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>

void sandbox_prepare(bool traced, double tick) {
    static const int fatal[] = {SIGSEGV, SIGBUS,    SIGILL, SIGFPE,  SIGTRAP, SIGSYS,
                                SIGALRM, SIGVTALRM, SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], SIG_DFL); // no handler of ours or of a sanitizer's survives into here
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const struct timeval time = {.tv_sec = (time_t)tick,
                                 .tv_usec = (suseconds_t)((tick - (double)(time_t)tick) * 1e6)};
    if (traced) // nobody else would let it pass
        setitimer(ITIMER_VIRTUAL, &(struct itimerval){time, time}, NULL);
}

bool sandbox_close(bool traced) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
    if (filter == NULL)
        return false;
    // 32-bit calls by int 0x80 run natively in 64-bit code: they are trapped as well.
    bool ok = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRAP) == 0 &&
              seccomp_arch_add(filter, SCMP_ARCH_X86) == 0 &&
              (traced || seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(exit_group), 0) == 0) &&
              seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok;
}
