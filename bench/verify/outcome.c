// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Running one child, and telling what it has shown.
#include "bench/verify/verification.h"

#include "bench/verify/audit_lane.h"
#include "bench/verify/litmus.h"
#include "bench/verify/step_lane.h"
#include "bench/verify/tail_lane.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

// Seconds beyond the time for random calls after which a child is killed.
static const double kill_after = 60;

bool verification_lacks(const struct verification *v, const char *what, const char *advice) {
    return failure_set(v->failure, EXIT_ENVIRONMENT, "verify: %s: %s (%s)", what, strerror(errno),
                       advice);
}

void verification_note_instruction(const struct verification *v, const struct tracee *t,
                                   const struct stop *stop, struct outcome *o, struct decoded *d) {
    uint8_t bytes[DECODE_LONGEST];
    size_t got = tracee_read(t, stop->regs.rip, bytes, sizeof bytes);
    *d = (struct decoded){.length = 1};
    if (got == 0)
        return;
    ptrdiff_t offset = stop_code_offset(v->impl, stop->regs.rip);
    (void)decode(bytes, got, &stop->regs, offset > 0 ? (uint64_t)offset : 0,
                 d); // "db 0x.." where it is none
    o->at = stop->regs.rip;
    memcpy(o->instruction, d->text, sizeof o->instruction);
}

static void explain_stop(const struct verification *v, const struct tracee *t,
                         const struct stop *stop, struct outcome *o) {
    struct decoded d;
    verification_note_instruction(v, t, stop, o, &d);
    stop_explain(stop, v->impl, &v->rooms, v->log, &d, &o->fault);
}

static void explain_hang(const struct verification *v, const struct tracee *t,
                         const struct stop *stop, struct outcome *o) {
    struct decoded d;
    if (stop->signal != 0)
        verification_note_instruction(v, t, stop, o, &d);
    fault_is(&o->fault, FINDING_HANG, "does not come back (or takes longer than 50 ns a byte)");
}

// How a child ended of which nobody saw the stops.
static bool explain_end(const struct verification *v, const struct tracee *t, struct outcome *o) {
    const int status = t->status;
    if (!t->gone)
        return verification_lacks(v, "the child is lost", "try again");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return failure_set(v->failure, EXIT_ENVIRONMENT,
                           "verify: the child was killed from outside (out of memory? use smaller "
                           "--sizes)");
    if (v->log->stage == LOG_NO_MEMORY)
        return failure_set(v->failure, EXIT_ENVIRONMENT, "verify: no memory for the child's books");
    if (WIFSIGNALED(status))
        fault_is(&o->fault, WTERMSIG(status) == SIGSYS ? FINDING_SYSTEM_CALL : FINDING_WILD_ACCESS,
                 "was ended by a signal: %s", strsignal(WTERMSIG(status)));
    else
        fault_is(&o->fault, FINDING_SYSTEM_CALL, "ended the process with status %d",
                 WEXITSTATUS(status));
    return true;
}

// Small calls by steps, the ends of large ones, sequences at full speed. *stepping: which it was.
static enum driver_end drive_lanes(const struct verification *v, struct driver *d,
                                   struct walk_account *account, bool *stepping, bool *denied) {
    const struct verify_options *o = v->options;
    *stepping = true;
    enum driver_end end = step_lane_run(d, o->seed + 1, account);
    account->steps = o->steps;
    if (end == DRIVER_OK)
        end = tail_lane_run(d, o->timed, o->timed_count, account, denied);
    if (end != DRIVER_OK)
        return end;
    *stepping = false;
    return audit_lane_run(d, o->seed + 2, o->sequences);
}

// Calls driven from here, once the child has made its own.
static void drive(struct verification *v, struct tracee *t, const struct stop *waiting,
                  struct outcome *o) {
    struct driver d;
    struct walk_account account = {.steps = v->options->steps};
    bool stepping = true;
    enum driver_end end = DRIVER_LOST;
    if (driver_take(&d, t, &v->lane, waiting))
        end = drive_lanes(v, &d, &account, &stepping, &o->no_watchpoints);
    if (end == DRIVER_LOST) {
        o->made = explain_end(v, t, o);
    } else if (end == DRIVER_STOPPED && d.stop.signal == SIGVTALRM) {
        explain_hang(v, t, &d.stop, o);
    } else if (end == DRIVER_STOPPED) {
        explain_stop(v, t, &d.stop, o);
        if (stepping) // such calls have been made, and went well
            fault_is(&o->fault, FINDING_RED_ZONE,
                     "crashes once memory below the red zone is overwritten, as a signal handler "
                     "does");
    } else if (end == DRIVER_FAULT)
        o->fault = v->log->fault;
    if (v->log->warning.class == FINDING_NONE && account.warning.class != FINDING_NONE) {
        v->log->warning = account.warning;
        v->log->warning_probe = account.warning_probe;
    }
}

// Where the callee has written over the books, that is what is wrong with it.
static void believe(struct verification *v, struct outcome *o) {
    if (log_is_sound(v->log, v->impl, &v->lane, v->options->timed_count)) {
        o->probe = v->log->probe;
        return;
    }
    fault_is(&o->fault, FINDING_WILD_ACCESS, "wrote over what the verifier writes down");
    o->fault.byte = NULL;
    o->lost = true;
    *v->log = (struct verify_log){.traced = v->log->traced != 0 ? 1 : 0,
                                  .filtered = v->log->filtered != 0 ? 1 : 0};
}

static struct outcome conclude(struct verification *v, enum tracee_event event, struct tracee *t,
                               struct stop *stop, bool driven) {
    struct outcome o = {.made = true};
    switch (event) {
    case TRACEE_FINISHED:
        o.fault = v->log->fault;
        if (o.fault.class == FINDING_NONE && driven && !t->gone)
            drive(v, t, stop, &o);
        break;
    case TRACEE_FAULTED: explain_stop(v, t, stop, &o); break;
    case TRACEE_HUNG: explain_hang(v, t, stop, &o); break;
    case TRACEE_ENDED:
    case TRACEE_LOST: o.made = explain_end(v, t, &o); break;
    case TRACEE_INTERRUPTED: break;
    }
    believe(v, &o);
    o.ok = o.fault.class == FINDING_NONE;
    return o;
}

// One child from birth to end.
struct outcome verification_run(struct verification *v, const struct child_job *job, bool driven) {
    struct tracee tracee;
    struct stop stop = {0};
    const double random = v->options->seconds;
    const struct tracee_limits limits = {random, random + VERIFICATION_CUT_AFTER,
                                         random + kill_after};
    *v->log = (struct verify_log){
        .calls = v->log->calls, .warning = v->log->warning, .warning_probe = v->log->warning_probe};
    pid_t reader =
        job->litmus ? litmus_start(&v->rooms, v->log, v->options->topology, v->options->other) : 0;
    if (!tracee_start(&tracee, job)) {
        litmus_end(reader);
        return (struct outcome){.made = verification_lacks(v, "no child process",
                                                           "raise the process limit, ulimit -u")};
    }
    enum tracee_event event = tracee_watch(&tracee, v->log, &limits, v->interrupt, &stop);
    struct outcome o = conclude(v, event, &tracee, &stop, driven);
    tracee_end(&tracee);
    litmus_end(reader);
    return o;
}

static double patience(const struct verification *v) {
    return v->options->patience > 0 ? v->options->patience : VERIFY_PATIENCE;
}

struct child_job verification_job(const struct verification *v) {
    bool all = v->options->only == NULL;
    return (struct child_job){.impl = v->impl,
                              .rooms = &v->rooms,
                              .log = v->log,
                              .timed = v->options->timed,
                              .timed_count = v->options->timed_count,
                              .scratch = v->options->scratch,
                              .scratch_bytes = v->options->scratch_bytes,
                              .seed = v->options->seed,
                              .most = v->options->most,
                              .sparse = v->options->sparse,
                              .litmus = all && v->options->litmus && v->options->other != NULL,
                              .tick = patience(v) / TRACEE_PATIENCE,
                              .far = all && v->options->far,
                              .only = v->options->only};
}
