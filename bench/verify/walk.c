// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/walk.h"

#include <inttypes.h>
#include <string.h>

enum {
    PAGE = 4096,
    RED_ZONE = 128,
    POKED = 1024, // bytes below the red zone that are overwritten at each step
};

void walk_warn(struct walk *w, enum finding_class class, const char *cause) {
    if (w->account->warning.class != FINDING_NONE)
        return;
    fault_is(&w->account->warning, class, "%s", cause);
    w->account->warning_probe = w->call->probe;
}

static uint64_t read_stack(const struct walk *w, uint64_t rsp) {
    const struct rooms *r = w->driver->lane->rooms;
    uint64_t word = 0;
    if (rsp - (uintptr_t)r->stack < ROOMS_STACK)
        memcpy(&word, r->stack + (rsp - (uintptr_t)r->stack), sizeof word);
    return word;
}

// Whether it writes to dst and to its stack only. Beside dst even a byte that is put back as it was
// undoes what another thread wrote there meanwhile.
static bool writes_where_it_may(const struct walk *w, const struct decoded *d) {
    const struct lane_area *area = w->call->area;
    uint64_t dst = (uintptr_t)w->call->dst, from = (uintptr_t)area->is;
    for (size_t i = 0; i < d->access_count && (d->sorts & DECODE_MASKED) == 0; i++) {
        const struct access *a = &d->accesses[i];
        if (!a->write || a->address - from >= area->bytes ||
            (a->address >= dst && a->address + a->bytes <= dst + w->call->probe.n))
            continue;
        return fault_is(&w->driver->lane->log->fault, FINDING_TOUCHES_NEIGHBOURS,
                        "writes %zu bytes at dst %+" PRId64
                        ", not all of them dst's, with what stood "
                        "there (%s)",
                        a->bytes, (int64_t)(a->address - dst), d->text);
    }
    return true;
}

// The next instruction, before it runs. False where it must not.
static bool look(struct walk *w, const struct user_regs_struct *regs) {
    uint8_t bytes[DECODE_LONGEST];
    struct decoded d;
    ptrdiff_t offset = stop_code_offset(w->driver->lane->impl, regs->rip);
    size_t got = sizeof bytes;
    // Reading ourselves is faster. The arena lies in both processes at the same place, but right
    // behind the page can be its guard.
    if (offset >= 0 && w->driver->lane->impl->code != NULL &&
        regs->rip % PAGE <= PAGE - sizeof bytes)
        memcpy(bytes, (const void *)(uintptr_t)regs->rip, sizeof bytes); // NOLINT: its address
    else
        got = tracee_read(w->driver->tracee, regs->rip, bytes, sizeof bytes);
    if (!decode(bytes, got, regs, 0, &d))
        return true; // the processor will say so
    for (size_t i = 0; w->account->executed != NULL && offset >= 0 && i < d.length; i++)
        if ((size_t)offset + i < w->driver->lane->impl->code_size)
            w->account->executed[(size_t)offset + i] = 1;
    if ((d.sorts & DECODE_SYSTEM_CALL) != 0)
        return fault_is(&w->driver->lane->log->fault, FINDING_SYSTEM_CALL,
                        "comes to a system call (%s)", d.text);
    if (!writes_where_it_may(w, &d))
        return false;
    if ((d.sorts & DECODE_SUSPICIOUS) != 0)
        walk_warn(w, FINDING_SUSPICIOUS_INSTRUCTION,
                  (d.sorts & DECODE_FENCE) != 0 && d.access_count > 0
                      ? "a locked instruction across two cache lines stops the whole machine"
                      : "runs an instruction that no copy needs: it reads clocks or identities, or "
                        "flushes caches");
    w->unfenced = (d.sorts & DECODE_NON_TEMPORAL_STORE) != 0 ||
                  (w->unfenced && (d.sorts & DECODE_FENCE) == 0);
    if ((d.sorts & DECODE_CALL) != 0 && w->depth < WALK_DEPTH)
        w->returns[w->depth++] = regs->rip + d.length;
    w->returned = (d.sorts & DECODE_RET) != 0;
    if (w->returned && !w->midway) {
        uint64_t wanted = w->depth > 0 ? w->returns[--w->depth] : (uintptr_t)trampoline_trap;
        if (read_stack(w, regs->rsp) != wanted)
            walk_warn(w, FINDING_RETURN_TRICK,
                      "returns to where nothing called from; a shadow stack refuses that");
    }
    return true;
}

// What a signal handler would leave below the red zone.
static void poke_below(const struct walk *w, uint64_t rsp) {
    const struct rooms *r = w->driver->lane->rooms;
    uint64_t bottom = (uintptr_t)r->stack, to = rsp - RED_ZONE;
    if (to - bottom > ROOMS_STACK)
        return;
    size_t room = to - bottom < POKED ? to - bottom : POKED;
    memset(r->stack + (to - bottom) - room, 0x5a ^ (int)(rsp & 0xff), room);
}

enum driver_end walk_on(struct walk *w) {
    struct stop *stop = &w->driver->stop;
    while (w->account->steps > 0) {
        w->account->steps--;
        if (!look(w, &stop->regs))
            return DRIVER_FAULT;
        poke_below(w, stop->regs.rsp);
        if (!tracee_step(w->driver->tracee, stop))
            return DRIVER_LOST;
        if (stop_is_at_trap(stop))
            return DRIVER_OK;
        if (stop->signal != SIGTRAP || stop->info.si_code == SI_KERNEL)
            return DRIVER_STOPPED;
    }
    return DRIVER_CUT;
}

bool walk_check_fence(const struct walk *w) {
    return !w->unfenced ||
           fault_is(&w->driver->lane->log->fault, FINDING_MISSING_FENCE,
                    "returns with non-temporal stores that no fence has ordered: another core may "
                    "see the copy late (end with sfence)");
}
