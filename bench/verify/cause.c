// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Why a call went wrong: it is made again, otherwise.
#include "bench/verify/culprit.h"
#include "bench/verify/verification.h"

#include <stdio.h>
#include <string.h>

enum { CULPRIT_STEPS = 60000 };

// Makes the call again, alone, with registers that hold one thing or another.
static struct outcome repeat(struct verification *v, const struct probe *probe,
                             enum lane_registers registers) {
    struct child_job job = verification_job(v);
    job.registers = registers;
    job.litmus = job.far = false;
    if (probe->place != PLACE_TIMED) {
        job.only = probe;
    } else { // the timed call alone
        job.timed += probe->key;
        job.timed_count = 1;
        job.timed_only = true;
    }
    return verification_run(v, &job, false);
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
bool verification_refine(struct verification *v, struct outcome *o) {
    if (o->lost || !may_have_a_cause(o))
        return true;
    struct outcome again = repeat(v, &o->probe, REGISTERS_RUBBISH);
    if (!again.made)
        return false;
    if (again.ok)
        keep_cause(o, FINDING_REMEMBERS,
                   ", but not when the call is made alone: it hangs on calls "
                   "before");
    else if (!hangs_on_registers(v, o) && o->probe.place <= PLACE_SAME && !hangs_on_place(v, o))
        look_for_truncation(v, o);
    return true;
}

// Which instruction did it, where no stop has told.
void verification_find_culprit(struct verification *v, struct outcome *o) {
    struct child_job job = verification_job(v);
    struct tracee tracee;
    struct stop stop = {0};
    struct verify_log kept = *v->log;
    const struct tracee_limits limits = {1, 2, 5};
    if (o->at != 0 || o->lost || o->probe.place > PLACE_NOWHERE)
        return;
    job.only_park = true;
    job.litmus = job.far = false;
    *v->log = (struct verify_log){0};
    if (!tracee_start(&tracee, &job))
        return;
    if (tracee_watch(&tracee, v->log, &limits, v->interrupt, &stop) == TRACEE_FINISHED &&
        !tracee.gone) {
        struct driver driver;
        uint64_t at = 0;
        if (driver_take(&driver, &tracee, &v->lane, &stop))
            at = culprit_find(&driver, &o->probe, o->fault.class, o->fault.byte, CULPRIT_STEPS);
        struct decoded d;
        stop.regs.rip = at;
        if (at != 0)
            verification_note_instruction(v, &tracee, &stop, o, &d);
    }
    tracee_end(&tracee);
    *v->log = kept;
}
