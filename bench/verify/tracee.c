// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/tracee.h"

#include "bench/base/subprocess.h"
#include "bench/machine/clock.h"
#include "bench/verify/sandbox.h"
#include "bench/verify/sweep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    BYTES_A_SECOND = 20 << 20, // of CPU time, beyond the patience: no copy is slower
    WAIT_NS = 10 * 1000 * 1000,
};

bool tracee_start(struct tracee *out, const struct child_job *job) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    *out = (struct tracee){.pid = -1, .tick = job->tick};
    sigprocmask(SIG_BLOCK, &child, &out->old_mask); // so that it can be waited for with a limit
    fflush(NULL);                                   // what is buffered is written once, by us
    out->pid = subprocess_fork();
    if (out->pid == 0)
        child_run(job);
    if (out->pid < 0)
        sigprocmask(SIG_SETMASK, &out->old_mask, NULL);
    return out->pid > 0;
}

static bool read_stop(const struct tracee *t, int signal, struct stop *stop) {
    *stop = (struct stop){.signal = signal};
    return ptrace(PTRACE_GETSIGINFO, t->pid, NULL, &stop->info) == 0 &&
           ptrace(PTRACE_GETREGS, t->pid, NULL, &stop->regs) == 0;
}

bool tracee_set(const struct tracee *tracee, const struct user_regs_struct *regs) {
    return ptrace(PTRACE_SETREGS, tracee->pid, NULL, regs) == 0;
}

// Signals that come from outside, or from its timer, are not its code's doing.
static bool is_fault(int signal) {
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE ||
           signal == SIGTRAP || signal == SIGSYS;
}

static bool go(struct tracee *t, enum __ptrace_request request, struct stop *stop) {
    do {
        if (ptrace(request, t->pid, NULL, NULL) != 0 || waitpid(t->pid, &t->status, 0) != t->pid)
            return false;
        t->gone = !WIFSTOPPED(t->status);
    } while (!t->gone && !is_fault(WSTOPSIG(t->status)) && WSTOPSIG(t->status) != SIGVTALRM);
    return !t->gone && read_stop(t, WSTOPSIG(t->status), stop);
}

bool tracee_step(struct tracee *tracee, struct stop *stop) {
    do
        if (!go(tracee, PTRACE_SINGLESTEP, stop))
            return false;
    while (stop->signal == SIGVTALRM);
    return true;
}

// Ticks that a call may take.
static double patience(const struct tracee *t, size_t bytes) {
    return TRACEE_PATIENCE + (double)bytes / (BYTES_A_SECOND * t->tick);
}

bool tracee_resume(struct tracee *tracee, size_t bytes, struct stop *stop) {
    for (int ticks = 0; ticks < patience(tracee, bytes); ticks++) {
        if (!go(tracee, PTRACE_CONT, stop))
            return false;
        if (stop->signal != SIGVTALRM)
            break;
    }
    return true;
}

size_t tracee_read(const struct tracee *tracee, uint64_t address, uint8_t *out, size_t bytes) {
    size_t done = 0;
    while (done < bytes) {
        errno = 0;
        long word = ptrace(PTRACE_PEEKDATA, tracee->pid, address + done, NULL);
        if (errno != 0)
            break;
        size_t part = bytes - done < sizeof word ? bytes - done : sizeof word;
        memcpy(out + done, &word, part);
        done += part;
    }
    return done;
}

// Seconds between two looks beyond which we have been stopped ourselves (Ctrl-Z) or starved.
static const double longest_look = 0.1;

// What the watch keeps in mind.
struct watch {
    double latest;  // clock_ns() when it looked last
    double elapsed; // seconds, without those in which the whole program was stopped
    uint64_t calls; // at the latest tick
    size_t ticks;   // that the same call has taken
};

static bool ticks_too_often(const struct tracee *t, struct watch *w, const struct verify_log *log) {
    bool same = log->inside && log->calls == w->calls;
    w->ticks = same ? w->ticks + 1 : 0;
    w->calls = log->calls;
    return (double)w->ticks > patience(t, log->probe.n);
}

static void keep_time(struct watch *w, const struct tracee_limits *limits, struct verify_log *log) {
    double now = clock_ns(), passed = (now - w->latest) / 1e9;
    w->latest = now;
    w->elapsed += passed < longest_look ? passed : longest_look;
    log->stop = w->elapsed > limits->at_once  ? SWEEP_AT_ONCE
                : w->elapsed > limits->enough ? SWEEP_ENOUGH
                                              : SWEEP_GO_ON;
}

// Waits for a change of the child, or a while. 0: nothing has happened.
static pid_t wait_a_while(struct tracee *t) {
    const struct timespec while_ = {.tv_nsec = WAIT_NS};
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    pid_t changed = waitpid(t->pid, &t->status, WNOHANG);
    if (changed != 0)
        return changed;
    sigtimedwait(&child, NULL, &while_);
    return waitpid(t->pid, &t->status, WNOHANG);
}

// What a stop means; true where the watch is over. Who was killed while it was stopped (ESRCH) is
// not lost: the next wait tells its end.
static bool is_event(struct tracee *t, struct watch *w, int signal, const struct verify_log *log,
                     struct stop *stop, enum tracee_event *out) {
    if (signal == SIGSTOP && log->stage == LOG_STARTING)
        ptrace(PTRACE_SETOPTIONS, t->pid, NULL, PTRACE_O_EXITKILL);
    const bool hung = signal == SIGVTALRM && ticks_too_often(t, w, log);
    *out = TRACEE_LOST; // where ptrace fails
    if (!hung && !is_fault(signal))
        return ptrace(PTRACE_CONT, t->pid, NULL, NULL) != 0 && errno != ESRCH;
    if (!read_stop(t, signal, stop))
        return errno != ESRCH;
    bool finished = stop_is_at_trap(stop) && log->stage == LOG_FINISHED && log->inside == 0;
    *out = hung ? TRACEE_HUNG : finished ? TRACEE_FINISHED : TRACEE_FAULTED;
    return true;
}

enum tracee_event tracee_watch(struct tracee *tracee, struct verify_log *log,
                               const struct tracee_limits *limits, struct interrupt *interrupt,
                               struct stop *stop) {
    struct watch watch = {.latest = clock_ns()};
    enum tracee_event event = TRACEE_LOST;
    for (;;) {
        pid_t changed = wait_a_while(tracee);
        keep_time(&watch, limits, log);
        if (changed < 0)
            return TRACEE_LOST;
        if (interrupt != NULL && interrupt_pending(interrupt) != 0)
            return TRACEE_INTERRUPTED;
        if (changed == 0 && watch.elapsed > limits->hang)
            return TRACEE_HUNG;
        if (changed == 0)
            continue;
        if (!WIFSTOPPED(tracee->status)) {
            tracee->gone = true;
            return WIFEXITED(tracee->status) && WEXITSTATUS(tracee->status) == 0 &&
                           log->stage == LOG_FINISHED
                       ? TRACEE_FINISHED
                       : TRACEE_ENDED;
        }
        if (is_event(tracee, &watch, WSTOPSIG(tracee->status), log, stop, &event))
            return event;
    }
}

void tracee_end(struct tracee *tracee) {
    if (!tracee->gone && kill(tracee->pid, SIGKILL) == 0) { // else it ends with us
        while (waitpid(tracee->pid, &tracee->status, 0) == tracee->pid &&
               WIFSTOPPED(tracee->status))
            continue; // a stop from before, not yet seen
        tracee->gone = true;
    }
    sigprocmask(SIG_SETMASK, &tracee->old_mask, NULL);
}
