// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/verify.h"

#include "bench/base/sizes.h"
#include "bench/machine/clock.h"
#include "bench/verify/checks.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A kernel that copies 16 MiB a second is broken or hangs; the small sizes get five seconds.
static unsigned time_limit_s(const struct impl *impl, const struct verify_call *timed,
                             size_t count) {
    double bytes = 256.0 * (double)impl->contract.min; // the sweep of a contract that begins high
    for (size_t i = 0; i < count; i++)
        bytes += (double)timed[i].bytes;
    double limit = 5 + bytes / (16 << 20);
    return limit < 3600 ? (unsigned)limit : 3600;
}

// The child: nothing it does can reach the parent but what it writes into the log.
static _Noreturn void run_child(const struct impl *impl, const struct verify_call *timed,
                                size_t timed_count, uint64_t seed, struct check_log *log) {
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL,  SIGFPE, SIGTRAP,
                                SIGALRM, SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], SIG_DFL); // no handler of ours or of a sanitizer's survives into here
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(time_limit_s(impl, timed, timed_count));
    checks_run(impl, timed, timed_count, seed, log);
    _exit(0);
}

static const char *signal_meaning(int sig) {
    switch (sig) {
    case SIGSEGV: return "touched memory outside its buffers (or misaligned, SIGSEGV)";
    case SIGBUS: return "touched memory that is not there (SIGBUS)";
    case SIGILL: return "ran an instruction this machine does not have (SIGILL)";
    case SIGFPE: return "divided by zero (SIGFPE)";
    case SIGTRAP: return "ran into the int3 around it: it fell off its end or jumped out (SIGTRAP)";
    case SIGALRM: return "did not finish in time (SIGALRM): it hangs or is absurdly slow";
    default: return strsignal(sig);
    }
}

// Appends the call that the log describes.
static void add_call(const struct check_log *log, char *text) {
    size_t used = strlen(text);
    snprintf(text + used, CERTIFICATE_TEXT - used,
             "; n = %zu, dst mod 64 = %u, src mod 64 = %u, code mod 64 = %u", log->bytes,
             (unsigned)(log->dst % 64), (unsigned)(log->src % 64), (unsigned)(log->code % 64));
}

static void conclude(int status, const struct check_log *log, struct certificate *out) {
    out->calls = log->calls;
    out->passed = WIFEXITED(status) && WEXITSTATUS(status) == 0 && log->finished && log->calls > 0;
    if (out->passed)
        return;
    if (log->finished && log->calls == 0) {
        snprintf(out->diagnosis, sizeof out->diagnosis,
                 "was never called: no size is within its contract (give larger --sizes)");
        return;
    }
    if (log->diagnosis[0] != '\0')
        memcpy(out->diagnosis, log->diagnosis, sizeof out->diagnosis);
    else if (WIFSIGNALED(status))
        snprintf(out->diagnosis, sizeof out->diagnosis, "%s%s", signal_meaning(WTERMSIG(status)),
                 log->calling ? "" : " (after it had returned)");
    else
        snprintf(out->diagnosis, sizeof out->diagnosis, "ended the process with status %d",
                 WEXITSTATUS(status));
    add_call(log, out->diagnosis);
}

// Waits for the child, and ends it when we are to stop: signals are held back, so nothing would
// wake a plain wait.
static bool wait_for(pid_t child, struct interrupt *interrupt, int *status) {
    const struct timespec nap = {.tv_nsec = 500000};
    if (interrupt == NULL)
        return waitpid(child, status, 0) == child;
    pid_t ended = 0;
    while ((ended = waitpid(child, status, WNOHANG)) == 0) {
        if (interrupt_pending(interrupt) != 0)
            kill(child, SIGKILL);
        nanosleep(&nap, NULL);
    }
    return ended == child;
}

bool verify_impl(const struct impl *impl, const struct verify_call *timed, size_t timed_count,
                 uint64_t seed, struct interrupt *interrupt, struct certificate *out,
                 struct failure *failure) {
    *out = (struct certificate){0};
    double start = clock_ns();
    struct check_log *log =
        mmap(NULL, sizeof *log, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (log == MAP_FAILED)
        return failure_set(failure, EXIT_ENVIRONMENT, "verify: no shared memory: %s",
                           strerror(errno));
    fflush(NULL); // what is buffered is written once, by us
    pid_t child = fork();
    if (child == 0)
        run_child(impl, timed, timed_count, seed, log);
    int status = 0;
    bool ok = child > 0 && wait_for(child, interrupt, &status);
    if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT,
                    "verify: no child process: %s (raise the process limit, ulimit -u)",
                    strerror(errno));
    else if (interrupt != NULL && interrupt->signal != 0)
        snprintf(out->diagnosis, sizeof out->diagnosis, "not finished: interrupted");
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        ok = failure_set(
            failure, EXIT_ENVIRONMENT,
            "verify: the child was killed from outside (out of memory? use smaller --sizes)");
    else if (log->no_memory)
        ok = failure_set(failure, EXIT_ENVIRONMENT, "verify: no memory for guarded buffers");
    else
        conclude(status, log, out);
    munmap(log, sizeof *log);
    out->seconds = (clock_ns() - start) / 1e9;
    return ok;
}
