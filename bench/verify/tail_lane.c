// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/tail_lane.h"

#include <stddef.h>
#include <sys/ptrace.h>

enum {
    FROM = 64 << 10, // bytes; what is smaller is like what is walked from its beginning, or watched
    AHEAD = 16 << 10, // bytes before the end where walking begins: copies go by some pages at once
    WATCHED = 8,      // bytes of a watchpoint, aligned
    WATCHPOINTS = 2,  // near dst's beginning, which backward copies come to last, and near its end
};

// Debug registers (Intel SDM vol. 3, 18.2): a watchpoint i is on, for writes of 8 bytes.
static uint64_t watches(unsigned i) {
    return UINT64_C(1) << 2 * i | UINT64_C(9) << (16 + 4 * i);
}

static bool set_register(const struct driver *d, unsigned which, uint64_t value) {
    return ptrace(PTRACE_POKEUSER, d->tracee->pid,
                  offsetof(struct user, u_debugreg) + which * sizeof(uint64_t), value) == 0;
}

static bool watch(const struct driver *d, unsigned mask) {
    uint64_t control = 0;
    for (unsigned i = 0; i < WATCHPOINTS; i++)
        control |= (mask >> i & 1) != 0 ? watches(i) : 0;
    return set_register(d, 7, control);
}

static bool watch_ends(const struct driver *d, const struct verify_call *call) {
    uint64_t dst = (uintptr_t)call->dst;
    uint64_t low = (dst + AHEAD) / WATCHED * WATCHED;
    uint64_t high = (dst + call->bytes - AHEAD) / WATCHED * WATCHED;
    return set_register(d, 0, low) && set_register(d, 1, high) && watch(d, 3);
}

// Which watchpoints it stopped at; 0: none.
static unsigned hits(const struct driver *d) {
    long status = ptrace(PTRACE_PEEKUSER, d->tracee->pid,
                         offsetof(struct user, u_debugreg) + 6 * sizeof(uint64_t), NULL);
    return d->stop.signal == SIGTRAP && d->stop.info.si_code == TRAP_HWBKPT ? (unsigned)status & 3
                                                                            : 0;
}

// Runs to the watchpoint that it comes to last, and on from there by steps.
static enum driver_end run_and_walk(struct walk *w, size_t bytes) {
    struct driver *d = w->driver;
    unsigned left = 3;
    while (left != 0) {
        if (!watch(d, left) || !tracee_resume(d->tracee, bytes, &d->stop))
            return DRIVER_LOST;
        if (stop_is_at_trap(&d->stop))
            return DRIVER_CUT; // never wrote there by an instruction of its own
        unsigned hit = hits(d);
        if (hit == 0)
            return DRIVER_STOPPED;
        left &= ~hit;
    }
    return watch(d, 0) ? walk_on(w) : DRIVER_LOST;
}

static enum driver_end walk_tail(struct driver *d, const struct verify_call *call, size_t which,
                                 struct walk_account *account) {
    const struct probe probe = {
        .n = call->bytes, .entry = (unsigned)call->entry, .place = PLACE_TIMED, .key = which};
    const struct lane_area around = {.is = call->dst - VERIFY_CANARY,
                                     .bytes = call->bytes + 2 * (size_t)VERIFY_CANARY};
    struct lane_call c;
    lane_prepare_elsewhere(d->lane, &probe, call->dst, call->src, &c);
    c.area = &around;
    struct walk w = {.driver = d, .call = &c, .account = account, .midway = true};
    struct user_regs_struct regs = driver_registers(d, &c);
    driver_aim(&c, &regs);
    if (!driver_begin(d, &regs))
        return DRIVER_LOST;
    d->lane->log->inside = 1;
    enum driver_end end = run_and_walk(&w, call->bytes);
    d->lane->log->inside = 0;
    return end == DRIVER_OK && !walk_check_fence(&w) ? DRIVER_FAULT : end;
}

enum driver_end tail_lane_run(struct driver *d, const struct verify_call *calls, size_t count,
                              struct walk_account *account, bool *denied) {
    enum driver_end end = DRIVER_OK;
    size_t done = SIZE_MAX;
    for (size_t i = count; i-- > 0 && account->steps > 0 && end == DRIVER_OK && !*denied;) {
        if (calls[i].bytes <= FROM || calls[i].bytes >= done)
            continue;
        done = calls[i].bytes;
        *denied = !watch_ends(d, &calls[i]);
        if (!*denied)
            end = walk_tail(d, &calls[i], i, account);
        if (end == DRIVER_CUT)
            end = DRIVER_OK;
    }
    (void)watch(d, 0);
    return end;
}
