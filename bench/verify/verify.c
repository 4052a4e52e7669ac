// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/verify.h"

#include "bench/machine/clock.h"
#include "bench/verify/driven.h"
#include "bench/verify/litmus.h"
#include "bench/verify/sweep.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { CULPRIT_STEPS = 60000 };

// Seconds beyond the time for random calls after which a sweep ends early, and a child is killed.
static const double cut_after = 5, kill_after = 60;

// Everything that one certification works with.
struct verification {
    const struct impl *impl;
    const struct verify_options *options;
    struct interrupt *interrupt;
    struct rooms rooms;
    struct verify_log *log; // shared with the child
    struct lane lane;       // the verifier's own, for calls that it drives
    struct certificate *out;
    struct failure *failure;
};

// What one child has shown.
struct outcome {
    bool ok;   // no fault
    bool made; // the check could be made at all; false with the failure filled in
    bool lost; // what was written down is not to be believed: no call can be named
    struct fault fault;
    struct probe probe; // the call that showed it
    uint64_t at;        // address of the instruction; 0 where unknown
    char instruction[DECODE_TEXT];
};

static bool environment(const struct verification *v, const char *what, const char *advice) {
    return failure_set(v->failure, EXIT_ENVIRONMENT, "verify: %s: %s (%s)", what, strerror(errno),
                       advice);
}

static void note_instruction(const struct verification *v, const struct tracee *t,
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
    note_instruction(v, t, stop, o, &d);
    stop_explain(stop, v->impl, &v->rooms, v->log, &d, &o->fault);
}

static void explain_hang(const struct verification *v, const struct tracee *t,
                         const struct stop *stop, struct outcome *o) {
    struct decoded d;
    if (stop->signal != 0)
        note_instruction(v, t, stop, o, &d);
    fault_is(&o->fault, FINDING_HANG, "does not come back (or takes longer than 50 ns a byte)");
}

// How a child ended of which nobody saw the stops.
static bool explain_end(const struct verification *v, const struct tracee *t, struct outcome *o) {
    const int status = t->status;
    if (!t->gone)
        return environment(v, "the child is lost", "try again");
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

// Calls driven from here, once the child has made its own.
static void drive(struct verification *v, struct tracee *t, const struct stop *waiting,
                  struct outcome *o) {
    struct driven_start parked;
    driven_take(t, waiting, &parked);
    struct driven_account account = {.steps = v->options->steps};
    struct stop stop;
    const uint64_t seed = v->options->seed;
    enum driven_end end = DRIVEN_OK;
    if (account.steps > 0)
        end = driven_step_lane(t, &v->lane, &parked, seed + 1, &account, &stop);
    bool stepping = end != DRIVEN_OK;
    if (end == DRIVEN_OK)
        end = driven_audit_lane(t, &v->lane, &parked, seed + 2, v->options->sequences, &stop);
    if (end == DRIVEN_LOST) {
        o->made = explain_end(v, t, o);
    } else if (end == DRIVEN_STOPPED && stop.signal == SIGVTALRM) {
        explain_hang(v, t, &stop, o);
    } else if (end == DRIVEN_STOPPED) {
        explain_stop(v, t, &stop, o);
        if (stepping) // the sweep has made such calls
            fault_is(&o->fault, FINDING_RED_ZONE,
                     "crashes once memory below the red zone is overwritten, as a signal handler "
                     "does");
    } else if (end == DRIVEN_FAULT)
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
        if (o.fault.class == FINDING_NONE && driven && !t->gone && v->rooms.bytes > 0)
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
static struct outcome run_child(struct verification *v, const struct child_job *job, bool driven) {
    struct tracee tracee;
    struct stop stop = {0};
    const double random = v->options->seconds;
    const struct tracee_limits limits = {random, random + cut_after, random + kill_after};
    *v->log = (struct verify_log){
        .calls = v->log->calls, .warning = v->log->warning, .warning_probe = v->log->warning_probe};
    pid_t reader =
        job->litmus ? litmus_start(&v->rooms, v->log, v->options->topology, v->options->other) : 0;
    if (!tracee_start(&tracee, job)) {
        litmus_end(reader);
        return (struct outcome){
            .made = environment(v, "no child process", "raise the process limit, ulimit -u")};
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

static struct child_job job_for(const struct verification *v) {
    return (struct child_job){.impl = v->impl,
                              .rooms = &v->rooms,
                              .log = v->log,
                              .timed = v->options->timed,
                              .timed_count = v->options->timed_count,
                              .seed = v->options->seed,
                              .most = v->options->most,
                              .litmus = v->options->litmus && v->options->other != NULL,
                              .tick = patience(v) / TRACEE_PATIENCE,
                              .far = v->options->far,
                              .only = v->options->only};
}

// Makes the call again, alone, with registers that hold one thing or another.
static struct outcome repeat(struct verification *v, const struct probe *probe,
                             enum lane_registers registers) {
    struct child_job job = job_for(v);
    job.registers = registers;
    job.litmus = job.far = false;
    if (probe->place != PLACE_TIMED) {
        job.only = probe;
    } else { // the timed call alone
        job.timed += probe->key;
        job.timed_count = 1;
        job.timed_only = true;
    }
    return run_child(v, &job, false);
}

// Faults of the bytes and of addresses can have a cause behind them that shows when the same call
// is made otherwise.
static bool may_have_a_cause(const struct outcome *o) {
    switch (o->fault.class) {
    case FINDING_NO_COPY:
    case FINDING_SHORT_COPY:
    case FINDING_WRONG_DATA:
    case FINDING_OVERRUN:
    case FINDING_UNDERRUN:
    case FINDING_OVER_READ:
    case FINDING_UNDER_READ:
    case FINDING_WILD_ACCESS: return o->probe.place <= PLACE_SAME || o->probe.place == PLACE_TIMED;
    default: return false;
    }
}

static void keep_cause(struct outcome *o, enum finding_class class, const char *why) {
    char was[FAULT_CAUSE / 2];
    snprintf(was, sizeof was, "%.*s", (int)sizeof was - 1, o->fault.cause);
    fault_is(&o->fault, class, "%s%s", was, why);
}

// Right when its registers hold something else.
static bool hangs_on_registers(struct verification *v, struct outcome *o) {
    for (enum lane_registers r = REGISTERS_ZEROS; r <= REGISTERS_ONES; r++) {
        struct outcome quiet = repeat(v, &o->probe, r);
        if (!quiet.made || !quiet.ok)
            continue;
        keep_cause(
            o, FINDING_UNINITIALISED,
            r == REGISTERS_ZEROS
                ? ", but not when all registers that carry no argument are 0: one is never set"
                : ", but not when all registers that carry no argument are full of ones: one "
                  "is never set");
        return true;
    }
    return false;
}

// Right when its code lies elsewhere.
static bool hangs_on_place(struct verification *v, struct outcome *o) {
    for (unsigned e = 0; e < v->impl->entry_count; e++) {
        struct probe elsewhere = o->probe;
        elsewhere.entry = e;
        struct outcome there = {.ok = false};
        if (e != o->probe.entry)
            there = repeat(v, &elsewhere, REGISTERS_RUBBISH);
        if (!there.made || !there.ok)
            continue;
        keep_cause(o, FINDING_POSITION_DEPENDENT, ", but not with its code at another address");
        return true;
    }
    return false;
}

// A count of which nothing is left looks like no copy at all: a larger one tells.
static void look_for_truncation(struct verification *v, struct outcome *o) {
    struct probe more = o->probe;
    more.n += v->impl->contract.granule;
    if (o->fault.class != FINDING_NO_COPY || o->probe.n % 256 != 0 || !lane_allows(&v->lane, &more))
        return;
    struct outcome longer = repeat(v, &more, REGISTERS_RUBBISH);
    if (longer.made && longer.fault.class == FINDING_TRUNCATED_COUNT)
        o->fault = longer.fault, o->probe = longer.probe;
}

// Looks for the cause; false where a repetition could not be made.
static bool refine(struct verification *v, struct outcome *o) {
    if (o->lost || !may_have_a_cause(o))
        return true;
    struct outcome again = repeat(v, &o->probe, REGISTERS_RUBBISH);
    if (!again.made)
        return false;
    if (again.ok)
        keep_cause(o, FINDING_REMEMBERS,
                   ", but not when the call is made alone: it hangs on calls "
                   "before");
    else if (o->probe.place <= PLACE_SAME && !hangs_on_registers(v, o) && !hangs_on_place(v, o))
        look_for_truncation(v, o);
    return true;
}

// Which instruction did it, where no stop has told.
static void find_culprit(struct verification *v, struct outcome *o) {
    struct child_job job = job_for(v);
    struct tracee tracee;
    struct stop stop = {0};
    struct verify_log kept = *v->log;
    const struct tracee_limits limits = {1, 2, 5};
    if (o->at != 0 || o->lost || o->probe.place > PLACE_NOWHERE || v->rooms.bytes == 0)
        return;
    job.only_park = true;
    job.litmus = job.far = false;
    *v->log = (struct verify_log){0};
    if (!tracee_start(&tracee, &job))
        return;
    if (tracee_watch(&tracee, v->log, &limits, v->interrupt, &stop) == TRACEE_FINISHED &&
        !tracee.gone) {
        struct driven_start parked;
        driven_take(&tracee, &stop, &parked);
        uint64_t at = driven_find_culprit(&tracee, &v->lane, &parked, &o->probe, o->fault.class,
                                          o->fault.byte, CULPRIT_STEPS);
        struct decoded d;
        stop.regs.rip = at;
        if (at != 0)
            note_instruction(v, &tracee, &stop, o, &d);
    }
    tracee_end(&tracee);
    *v->log = kept;
}

static void add_place(const struct verification *v, const struct outcome *o, char *text,
                      size_t size) {
    size_t used = strlen(text);
    ptrdiff_t offset = o->at != 0 ? stop_code_offset(v->impl, o->at) : STOP_ELSEWHERE;
    if (offset != STOP_ELSEWHERE)
        snprintf(text + used, size - used, "; at +0x%tx: %s", offset, o->instruction);
}

static void add_call(const struct verification *v, const struct probe *p, char *text, size_t size) {
    char call[PROBE_TEXT];
    size_t used = strlen(text);
    uintptr_t code = (uintptr_t)v->impl->entries[p->entry % v->impl->entry_count];
    used += (size_t)snprintf(text + used, size - used,
                             "; n = %zu, dst mod 64 = %zu, src mod 64 = %zu, code mod 64 = %zu",
                             p->n, p->dst_at % 64, p->src_at % 64, (size_t)(code % 64));
    probe_format(p, call);
    const char *spec = v->impl->spec, *quote = spec != NULL ? "'" : "";
    if (used < size && p->place <= PLACE_NOWHERE)
        snprintf(text + used, size - used, "; again: memcpybench verify --impl %s%s%s --call %s",
                 quote, spec != NULL ? spec : v->impl->name, quote, call);
    else if (used < size && p->place == PLACE_TIMED)
        snprintf(text + used, size - used, "; in the race's buffers");
    else if (used < size && p->place == PLACE_WATCHED)
        snprintf(text + used, size - used, "; watched from another core");
}

static void add_finding(struct certificate *c, enum severity severity, enum finding_class class,
                        const char *text) {
    if (c->finding_count == CERTIFICATE_FINDINGS)
        return;
    struct finding *f = &c->findings[c->finding_count++];
    f->severity = severity;
    f->class = class;
    snprintf(f->text, sizeof f->text, "%s", text);
}

// What was not checked, though somebody might think so.
static void report_gaps(struct verification *v, const struct verify_log *log) {
    const struct contract *c = &v->impl->contract;
    if (v->rooms.bytes == 0)
        add_finding(v->out, SEVERITY_SKIP, FINDING_NONE,
                    "its sizes begin above what the guarded rooms hold: checked only as it will be "
                    "timed");
    else if (v->rooms.boundaries[0] == NULL || v->rooms.boundaries[1] == NULL)
        add_finding(v->out, SEVERITY_ENV, FINDING_NONE,
                    "something else lies at 2^31 or 2^32: buffers across them were not tried");
    if (v->options->litmus && v->options->other == NULL)
        add_finding(v->out, SEVERITY_SKIP, FINDING_NONE,
                    "there is no second core to look on: missing fences show in the stepped calls "
                    "only");
    else if (v->options->litmus && !log->litmus.done && v->out->finding_count == 0)
        add_finding(
            v->out, SEVERITY_ENV, FINDING_NONE,
            "the second core did not look on: missing fences show in the stepped calls only");
    if (log->far_missing)
        add_finding(v->out, SEVERITY_ENV, FINDING_NONE,
                    "no address space for copies beyond 4 GiB: they were not tried");
    if (c->align > 1 && v->options->far) {
        char text[FINDING_TEXT];
        snprintf(text, sizeof text,
                 "called with pointers that are multiples of %zu only, as its "
                 "contract asks",
                 c->align);
        add_finding(v->out, SEVERITY_INFO, FINDING_NONE, text);
    }
}

static void report(struct verification *v, const struct outcome *o) {
    struct certificate *c = v->out;
    const struct verify_log *log = v->log;
    char text[FINDING_TEXT];
    if (!o->ok) {
        snprintf(text, sizeof text, "%s", o->fault.cause);
        add_place(v, o, text, sizeof text);
        if (!o->lost)
            add_call(v, &o->probe, text, sizeof text);
        add_finding(c, SEVERITY_FAIL, o->fault.class, text);
    }
    if (log->warning.class != FINDING_NONE) {
        snprintf(text, sizeof text, "%s", log->warning.cause);
        add_call(v, &log->warning_probe, text, sizeof text);
        add_finding(c, SEVERITY_WARN, log->warning.class, text);
    }
    if (log->cut != 0 && o->ok) {
        snprintf(text, sizeof text, "absurdly slow: %" PRIu64 " calls in %.0f s, and not done",
                 log->calls, v->options->seconds + cut_after);
        add_finding(c, SEVERITY_WARN, FINDING_SLOW, text);
    }
}

static void describe_sandbox(const struct verification *v) {
    const struct verify_log *log = v->log;
    snprintf(v->out->sandbox, sizeof v->out->sandbox, "%s, %s",
             log->traced ? "ptrace" : "NO ptrace (crashes have no place, no single steps)",
             log->filtered ? "seccomp" : "NO seccomp (system calls go unseen)");
}

static bool certify(struct verification *v) {
    struct child_job job = job_for(v);
    struct outcome o = run_child(v, &job, v->options->only == NULL);
    describe_sandbox(v);
    if (!o.made)
        return false;
    if (v->interrupt != NULL && v->interrupt->signal != 0) {
        add_finding(v->out, SEVERITY_FAIL, FINDING_NONE, "not finished: interrupted");
        return true;
    }
    if (o.ok && v->log->calls == 0)
        add_finding(v->out, SEVERITY_FAIL, FINDING_NONE,
                    v->options->only != NULL
                        ? "was never called: its contract does not allow this call"
                        : "was never called: no size is within its contract (give larger --sizes)");
    uint64_t calls = v->log->calls;
    struct verify_log first = *v->log;
    if (!o.ok && v->options->only == NULL && first.traced && !refine(v, &o))
        return false;
    if (!o.ok && first.traced)
        find_culprit(v, &o);
    *v->log = first;
    report(v, &o);
    report_gaps(v, &first);
    v->out->calls = calls;
    v->out->passed = certificate_fault(v->out) == NULL;
    return true;
}

const struct finding *certificate_fault(const struct certificate *certificate) {
    for (size_t i = 0; i < certificate->finding_count; i++)
        if (certificate->findings[i].severity == SEVERITY_FAIL)
            return &certificate->findings[i];
    return NULL;
}

bool verify_impl(const struct impl *impl, const struct verify_options *options,
                 struct interrupt *interrupt, struct certificate *out, struct failure *failure) {
    struct verification v = {
        .impl = impl, .options = options, .interrupt = interrupt, .out = out, .failure = failure};
    double start = clock_ns();
    size_t room = sweep_room_bytes(&impl->contract);
    *out = (struct certificate){0};
    v.log = mmap(NULL, sizeof *v.log, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (v.log == MAP_FAILED)
        return environment(&v, "no shared memory", "free some");
    bool ok =
        (room == 0 || (rooms_map(&v.rooms, room) && lane_open(&v.lane, impl, &v.rooms, v.log))) ||
        environment(&v, "no memory for guarded buffers", "free some");
    ok = ok && certify(&v);
    lane_close(&v.lane);
    rooms_unmap(&v.rooms);
    munmap(v.log, sizeof *v.log);
    out->seconds = (clock_ns() - start) / 1e9;
    return ok;
}
