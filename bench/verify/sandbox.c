// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/sandbox.h"

#include <seccomp.h>
#include <stddef.h>
#include <sys/time.h>

void sandbox_start_ticks(double tick) {
    const struct timeval time = {.tv_sec = (time_t)tick,
                                 .tv_usec = (suseconds_t)((tick - (double)(time_t)tick) * 1e6)};
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
