// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/verify.h"

#include "bench/machine/clock.h"
#include "bench/verify/sweep.h"
#include "bench/verify/verification.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

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

// What went unseen in the calls that were made.
static void report_sandbox(struct verification *v, const struct verify_log *log) {
    if (log->traced == 0)
        add_finding(v->out, SEVERITY_ENV, FINDING_NONE,
                    "ptrace is denied: crashes have no place, nothing is stepped through, a hang "
                    "takes a minute to end");
    if (log->filtered == 0)
        add_finding(v->out, SEVERITY_ENV, FINDING_NONE,
                    "seccomp is denied: system calls go unseen, or show in the steps only");
}

// What was not checked, though somebody might think so. Of one call that was asked for nobody does.
static void report_gaps(struct verification *v, const struct outcome *o,
                        const struct verify_log *log) {
    const struct contract *c = &v->impl->contract;
    if (!sweep_has_room(c))
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
    if (o->no_watchpoints)
        add_finding(
            v->out, SEVERITY_ENV, FINDING_NONE,
            "the processor's watchpoints are not to be had: a fence missing in large copies "
            "only goes unseen");
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
                 log->calls, v->options->seconds + VERIFICATION_CUT_AFTER);
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
    struct child_job job = verification_job(v);
    struct outcome o = verification_run(v, &job, v->options->only == NULL);
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
    if (!o.ok && v->options->only == NULL && first.traced && !verification_refine(v, &o))
        return false;
    if (!o.ok && first.traced)
        verification_find_culprit(v, &o);
    *v->log = first;
    report(v, &o);
    report_sandbox(v, &first);
    if (v->options->only == NULL)
        report_gaps(v, &o, &first);
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
    *out = (struct certificate){0};
    v.log = mmap(NULL, sizeof *v.log, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (v.log == MAP_FAILED)
        return verification_lacks(&v, "no shared memory", "free some");
    bool ok = (rooms_map(&v.rooms, sweep_room_bytes(&impl->contract)) &&
               lane_open(&v.lane, impl, &v.rooms, v.log)) ||
              verification_lacks(&v, "no memory for guarded buffers", "free some");
    ok = ok && certify(&v);
    lane_close(&v.lane);
    rooms_unmap(&v.rooms);
    munmap(v.log, sizeof *v.log);
    out->seconds = (clock_ns() - start) / 1e9;
    return ok;
}
