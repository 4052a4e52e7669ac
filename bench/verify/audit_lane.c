// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/audit_lane.h"

#include <string.h>

enum { SEQUENCE = 3 }; // calls in a row

static enum driver_end run_call(struct driver *d, struct lane_call *c,
                                struct user_regs_struct *regs) {
    driver_aim(c, regs);
    d->lane->log->inside = 1;
    bool alive = tracee_set(d->tracee, regs) && tracee_resume(d->tracee, c->probe.n, &d->stop);
    d->lane->log->inside = 0;
    if (!alive)
        return DRIVER_LOST;
    if (!stop_is_at_trap(&d->stop))
        return DRIVER_STOPPED;
    *regs = d->stop.regs;
    return driver_conclude(d, c);
}

// The first call finds rubbish in its registers, the others what the one before left there.
static enum driver_end run_sequence(struct driver *d, struct probe p) {
    struct lane *lane = d->lane;
    struct user_regs_struct regs = {0};
    for (int i = 0; i < SEQUENCE; i++) {
        struct lane_call c;
        p.fill = (enum probe_fill)(1 + i % (PROBE_FILLS - 1)); // never what the call before copied
        lane_prepare(lane, &p, &c);
        if (i == 0) {
            regs = driver_registers(d, &c);
            (void)driver_begin(d, &regs);
        } else {
            struct arch_state left;
            if (!driver_state(d, &left))
                return DRIVER_LOST;
            uint64_t rsp = c.before.gpr[GPR_RSP];
            memcpy(c.before.gpr, left.gpr, sizeof left.gpr);
            c.before.gpr[GPR_RSP] = rsp;
        }
        enum driver_end end = run_call(d, &c, &regs);
        if (end == DRIVER_FAULT && i > 0 && lane->log->fault.class <= FINDING_REMEMBERS)
            fault_is(&lane->log->fault, FINDING_REMEMBERS,
                     "goes wrong when it finds in its registers what its call before left there");
        if (end != DRIVER_OK)
            return end;
    }
    return DRIVER_OK;
}

enum driver_end audit_lane_run(struct driver *d, uint64_t seed, size_t sequences) {
    const struct contract *contract = &d->lane->impl->contract;
    lane_refill(d->lane, seed);
    for (size_t i = 0; i < sequences; i++) {
        struct probe p = {.n = contract_nth_size(contract, i * i % 97),
                          .dst_at = (4096 + 97 * i) / contract->align * contract->align,
                          .src_at = (8192 + 61 * i) / contract->align * contract->align,
                          .entry = (unsigned)(i % d->lane->impl->entry_count)};
        if (!lane_allows(d->lane, &p))
            continue;
        enum driver_end end = run_sequence(d, p);
        if (end != DRIVER_OK)
            return end;
    }
    return DRIVER_OK;
}
