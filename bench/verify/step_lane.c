// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/step_lane.h"

#include <stdio.h>

enum { CALL_STEPS = 20000 }; // that one call may take

// The sweep has made such calls and found nothing: what is wrong now comes from the stack, but for
// segment registers, which are only seen from here.
static void blame_red_zone(struct fault *fault) {
    char was[FAULT_CAUSE / 2];
    if (fault->class == FINDING_SEGMENT_BASE)
        return;
    snprintf(was, sizeof was, "%.*s", (int)sizeof was - 1, fault->cause);
    fault_is(fault, FINDING_RED_ZONE,
             "%s, once memory more than 128 bytes below rsp has been overwritten, as a signal "
             "handler does",
             was);
}

static enum driver_end walk_call(struct walk *w) {
    struct walk_account *account = w->account;
    struct user_regs_struct regs = driver_registers(w->driver, w->call);
    driver_aim(w->call, &regs);
    w->driver->stop.regs = regs;
    if (!driver_begin(w->driver, &regs))
        return DRIVER_LOST;
    size_t steps = account->steps, kept = steps > CALL_STEPS ? steps - CALL_STEPS : 0;
    account->steps -= kept;
    enum driver_end end = walk_on(w);
    account->steps += kept;
    return end;
}

static enum driver_end step_call(struct driver *d, struct probe *probe,
                                 struct walk_account *account) {
    struct verify_log *log = d->lane->log;
    struct lane_call c;
    lane_prepare(d->lane, probe, &c);
    struct walk w = {.driver = d, .call = &c, .account = account};
    log->inside = 1;
    enum driver_end end = walk_call(&w);
    log->inside = 0;
    if (end != DRIVER_OK)
        return end;
    if (!w.returned)
        walk_warn(&w, FINDING_RETURN_TRICK, "comes back by a jump; a shadow stack refuses that");
    end = driver_conclude(d, &c);
    if (end == DRIVER_FAULT)
        blame_red_zone(&log->fault);
    else if (!walk_check_fence(&w))
        end = DRIVER_FAULT;
    return end;
}

static enum driver_end step_probe(struct driver *d, struct probe p, struct walk_account *account) {
    const size_t align = d->lane->impl->contract.align;
    p.dst_at = p.dst_at / align * align;
    p.src_at = p.src_at / align * align;
    p.entry = account->calls++ % (unsigned)d->lane->impl->entry_count;
    p.fill = (enum probe_fill)(account->calls % PROBE_FILLS);
    if (account->steps == 0 || !lane_allows(d->lane, &p))
        return DRIVER_OK;
    enum driver_end end = step_call(d, &p, account);
    return end == DRIVER_CUT ? DRIVER_OK : end;
}

enum driver_end step_lane_run(struct driver *d, uint64_t seed, struct walk_account *account) {
    // After the smallest, in granules: a few before the alignments, the others if steps are left.
    static const size_t sizes[] = {1, 2, 3, 5, 8, 15, 16, 31, 63};
    enum { SIZES = sizeof sizes / sizeof *sizes, FEW = 5, ALIGNMENTS = 64 };
    const struct contract *contract = &d->lane->impl->contract;
    enum driver_end end = DRIVER_OK;
    lane_refill(d->lane, seed);
    for (size_t i = 0; end == DRIVER_OK && i < SIZES + ALIGNMENTS; i++) {
        size_t a = i - FEW; // of the alignments, the coarse ones first
        struct probe p = {.n = contract_nth_size(contract, 0),
                          .dst_at = 4096 + a * 16 % 64 + a / 4 % 16,
                          .src_at = 8192 + a * 7 % 64};
        if (i < FEW || a >= ALIGNMENTS) {
            size_t s = i < FEW ? i : i - ALIGNMENTS;
            p.n = contract_nth_size(contract, sizes[s]);
            p.dst_at = 4096 + 32 * s;
            p.src_at = 8192 + 33 * s;
        }
        end = step_probe(d, p, account);
    }
    return end;
}
