// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/culprit.h"

// Whether a register is not what the class of fault is about says it should be.
static bool is_wrong(enum finding_class class, const struct lane_call *c,
                     const struct user_regs_struct *regs) {
    const uint64_t *was = c->before.gpr;
    switch (class) {
    case FINDING_CALLEE_SAVED:
        return regs->rbx != was[GPR_RBX] || regs->rbp != was[GPR_RBP] || regs->r12 != was[12] ||
               regs->r13 != was[13] || regs->r14 != was[14] || regs->r15 != was[15];
    case FINDING_DIRECTION_FLAG: return (regs->eflags & 1U << 10) != 0;
    case FINDING_ALIGNMENT_CHECK: return (regs->eflags & 1U << 18) != 0;
    case FINDING_FLAGS: return (regs->eflags & (1U << 14 | 1U << 21)) != 0;
    case FINDING_RETURN_VALUE: return regs->rax != (uintptr_t)c->dst;
    case FINDING_SEGMENT_BASE:
        return regs->fs_base != c->before.fs_base || regs->gs_base != c->before.gs_base;
    default: return false;
    }
}

uint64_t culprit_find(struct driver *d, const struct probe *probe, enum finding_class class,
                      const uint8_t *watched, size_t steps) {
    struct lane_call c;
    struct probe p = *probe;
    struct stop *stop = &d->stop;
    uint64_t culprit = 0, before = 0;
    bool was_wrong = false;
    lane_rewind(d->lane, p.key);
    lane_prepare(d->lane, &p, &c);
    c.before.fs_base = d->regs.fs_base;
    c.before.gs_base = d->regs.gs_base;
    struct user_regs_struct regs = driver_registers(d, &c);
    driver_aim(&c, &regs);
    uint8_t byte = watched != NULL ? *watched : 0;
    uint64_t at = regs.rip;
    if (!driver_begin(d, &regs))
        return 0;
    for (size_t i = 0; i < steps && tracee_step(d->tracee, stop); i++) {
        if (stop->signal != SIGTRAP) // it goes no further; what led to where no code is was a jump
            return class == FINDING_JUMPS_OUT ? before : culprit;
        bool wrong = is_wrong(class, &c, &stop->regs);
        bool written = watched != NULL && *watched != byte;
        if (written || (wrong && !was_wrong))
            culprit = at;
        byte = watched != NULL ? *watched : 0;
        was_wrong = wrong;
        before = at;
        at = stop->regs.rip;
        if (stop_is_at_trap(stop))
            return culprit;
    }
    return 0;
}
