// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/driven.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>

enum {
    PAGE = 4096,
    RED_ZONE = 128,
    POKED = 1024,      // bytes below the red zone that are overwritten at each step
    SHADOW_DEPTH = 64, // calls within calls
    CALL_STEPS = 20000,
    SEQUENCE = 3, // calls in a row of the audit lane
    X87_EMPTY = 0xffff,
    FLAG_TF = 1 << 8,
};

// Ours, as a fork has them: those that the child stopped with may be the implementation's doing.
static void take_selectors(struct user_regs_struct *regs) {
    uint16_t ds, es, fs, gs;
    __asm__("mov %%ds, %0\n\tmov %%es, %1\n\tmov %%fs, %2\n\tmov %%gs, %3"
            : "=rm"(ds), "=rm"(es), "=rm"(fs), "=rm"(gs));
    regs->ds = ds, regs->es = es, regs->fs = fs, regs->gs = gs;
}

void driven_take(const struct tracee *tracee, const struct stop *stop, struct driven_start *out) {
    out->regs = stop->regs;
    take_selectors(&out->regs);
    ptrace(PTRACE_GETFPREGS, tracee->pid, NULL, &out->fp);
}

// A call that was cut short may have left anything behind.
static bool start_afresh(const struct tracee *t, const struct driven_start *parked,
                         const struct user_regs_struct *regs) {
    return ptrace(PTRACE_SETFPREGS, t->pid, NULL, &parked->fp) == 0 && tracee_set(t, regs);
}

static struct user_regs_struct registers_for(const struct lane_call *c,
                                             const struct driven_start *parked) {
    const uint64_t *r = c->before.gpr;
    struct user_regs_struct regs = parked->regs;
    regs.rax = r[GPR_RAX], regs.rcx = r[GPR_RCX], regs.rbx = r[GPR_RBX], regs.rbp = r[GPR_RBP];
    regs.r8 = r[8], regs.r9 = r[9], regs.r10 = r[10], regs.r11 = r[11];
    regs.r12 = r[12], regs.r13 = r[13], regs.r14 = r[14], regs.r15 = r[15];
    regs.eflags = c->flags;
    return regs;
}

// Registers that carry the call; the others stay as they are. The return address leads to the trap.
static void aim(const struct lane_call *c, struct user_regs_struct *regs) {
    uint64_t back = (uintptr_t)trampoline_trap;
    uint8_t *top = (uint8_t *)(uintptr_t)c->before.gpr[GPR_RSP]; // NOLINT: our own stack memory
    memcpy(top - sizeof back, &back, sizeof back);
    regs->rip = c->fn;
    regs->rdi = (uintptr_t)c->dst;
    regs->rsi = (uintptr_t)c->src;
    regs->rdx = c->probe.n;
    regs->rsp = (uintptr_t)top - sizeof back;
    regs->orig_rax = UINT64_MAX; // no system call to be restarted
}

static struct arch_state state_of(const struct tracee *t, const struct user_regs_struct *regs) {
    struct user_fpregs_struct fp = {0};
    ptrace(PTRACE_GETFPREGS, t->pid, NULL, &fp);
    struct arch_state s = {.flags = regs->eflags,
                           .fs_base = regs->fs_base,
                           .gs_base = regs->gs_base,
                           .mxcsr = fp.mxcsr,
                           .x87 = {fp.cwd, fp.swd, fp.ftw == 0 ? X87_EMPTY : 0}};
    const uint64_t gpr[GPRS] = {regs->rax, regs->rcx, regs->rdx, regs->rbx, regs->rsp, regs->rbp,
                                regs->rsi, regs->rdi, regs->r8,  regs->r9,  regs->r10, regs->r11,
                                regs->r12, regs->r13, regs->r14, regs->r15};
    memcpy(s.gpr, gpr, sizeof s.gpr);
    return s;
}

// What the checks can tell from outside: XINUSE and PKRU are only seen from within.
static enum driven_end conclude(const struct tracee *t, struct lane *lane, struct lane_call *c,
                                const struct driven_start *parked, const struct stop *stop) {
    struct arch_state after = state_of(t, &stop->regs);
    after.flags &= ~(uint64_t)FLAG_TF; // ours: a kernel that saves its flags saves that too
    uint64_t features = lane->features;
    c->before.fs_base = parked->regs.fs_base;
    c->before.gs_base = parked->regs.gs_base;
    lane->features = TRAMPOLINE_FSGSBASE;
    bool ok = lane_conclude(lane, c, &after);
    lane->features = features;
    if (ok && (stop->regs.ds != parked->regs.ds || stop->regs.es != parked->regs.es ||
               stop->regs.fs != parked->regs.fs || stop->regs.gs != parked->regs.gs))
        ok = fault_is(&lane->log->fault, FINDING_SEGMENT_BASE, "changed a segment register");
    return ok ? DRIVEN_OK : DRIVEN_FAULT;
}

// One call being stepped through.
struct walk {
    struct tracee *tracee;
    struct lane *lane;
    const struct lane_call *call;
    struct driven_account *account;
    uint64_t returns[SHADOW_DEPTH]; // where its own calls come back to
    size_t depth;
    bool unfenced; // non-temporal stores since the latest fence
    bool returned; // the latest instruction was a ret
    enum finding_class fault;
};

static void warn(struct walk *w, enum finding_class class, const char *cause) {
    if (w->account->warning.class != FINDING_NONE)
        return;
    fault_is(&w->account->warning, class, "%s", cause);
    w->account->warning_probe = w->call->probe;
}

static uint64_t read_stack(const struct walk *w, uint64_t rsp) {
    const struct rooms *r = w->lane->rooms;
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
        return fault_is(&w->lane->log->fault, FINDING_TOUCHES_NEIGHBOURS,
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
    ptrdiff_t offset = stop_code_offset(w->lane->impl, regs->rip);
    size_t got = sizeof bytes;
    // Reading ourselves is faster. The arena lies in both processes at the same place, but right
    // behind the page can be its guard.
    if (offset >= 0 && w->lane->impl->code != NULL && regs->rip % PAGE <= PAGE - sizeof bytes)
        memcpy(bytes, (const void *)(uintptr_t)regs->rip, sizeof bytes); // NOLINT: its address
    else
        got = tracee_read(w->tracee, regs->rip, bytes, sizeof bytes);
    if (!decode(bytes, got, regs, 0, &d))
        return true; // the processor will say so
    for (size_t i = 0; w->account->executed != NULL && offset >= 0 && i < d.length; i++)
        if ((size_t)offset + i < w->lane->impl->code_size)
            w->account->executed[(size_t)offset + i] = 1;
    if ((d.sorts & DECODE_SYSTEM_CALL) != 0)
        return fault_is(&w->lane->log->fault, FINDING_SYSTEM_CALL, "comes to a system call (%s)",
                        d.text);
    if (!writes_where_it_may(w, &d))
        return false;
    if ((d.sorts & DECODE_SUSPICIOUS) != 0)
        warn(w, FINDING_SUSPICIOUS_INSTRUCTION,
             (d.sorts & DECODE_FENCE) != 0 && d.access_count > 0
                 ? "a locked instruction across two cache lines stops the whole machine"
                 : "runs an instruction that no copy needs: it reads clocks or identities, or "
                   "flushes caches");
    w->unfenced = (d.sorts & DECODE_NON_TEMPORAL_STORE) != 0 ||
                  (w->unfenced && (d.sorts & DECODE_FENCE) == 0);
    if ((d.sorts & DECODE_CALL) != 0 && w->depth < SHADOW_DEPTH)
        w->returns[w->depth++] = regs->rip + d.length;
    w->returned = (d.sorts & DECODE_RET) != 0;
    if (w->returned) {
        uint64_t wanted = w->depth > 0 ? w->returns[--w->depth] : (uintptr_t)trampoline_trap;
        if (read_stack(w, regs->rsp) != wanted)
            warn(w, FINDING_RETURN_TRICK,
                 "returns to where nothing called from; a shadow stack refuses that");
    }
    return true;
}

// What a signal handler would leave below the red zone.
static void poke_below(const struct walk *w, uint64_t rsp) {
    const struct rooms *r = w->lane->rooms;
    uint64_t bottom = (uintptr_t)r->stack, to = rsp - RED_ZONE;
    if (to - bottom > ROOMS_STACK)
        return;
    size_t room = to - bottom < POKED ? to - bottom : POKED;
    memset(r->stack + (to - bottom) - room, 0x5a ^ (int)(rsp & 0xff), room);
}

static enum driven_end walk_call(struct walk *w, const struct driven_start *parked,
                                 struct stop *stop) {
    struct user_regs_struct regs = registers_for(w->call, parked);
    aim(w->call, &regs);
    stop->regs = regs;
    if (!start_afresh(w->tracee, parked, &regs))
        return DRIVEN_LOST;
    for (size_t steps = 0; steps < CALL_STEPS && w->account->steps > 0; steps++) {
        w->account->steps--;
        if (!look(w, &stop->regs))
            return DRIVEN_FAULT;
        poke_below(w, stop->regs.rsp);
        if (!tracee_step(w->tracee, stop))
            return DRIVEN_LOST;
        if (stop_is_at_trap(stop))
            return DRIVEN_OK;
        if (stop->signal != SIGTRAP || stop->info.si_code == SI_KERNEL)
            return DRIVEN_STOPPED;
    }
    return DRIVEN_CUT;
}

static enum driven_end step_call(struct tracee *t, struct lane *lane,
                                 const struct driven_start *parked, struct probe *probe,
                                 struct driven_account *account, struct stop *stop) {
    struct lane_call c;
    lane_prepare(lane, probe, &c);
    struct walk w = {.tracee = t, .lane = lane, .call = &c, .account = account};
    lane->log->inside = 1;
    enum driven_end end = walk_call(&w, parked, stop);
    lane->log->inside = 0;
    if (end != DRIVEN_OK)
        return end;
    if (!w.returned)
        warn(&w, FINDING_RETURN_TRICK, "comes back by a jump; a shadow stack refuses that");
    // The sweep has made such calls and found nothing: what is wrong now comes from the stack, but
    // for segment registers, which are only seen from here.
    end = conclude(t, lane, &c, parked, stop);
    if (end == DRIVEN_FAULT && lane->log->fault.class != FINDING_SEGMENT_BASE) {
        char was[FAULT_CAUSE / 2];
        snprintf(was, sizeof was, "%.*s", (int)sizeof was - 1, lane->log->fault.cause);
        fault_is(&lane->log->fault, FINDING_RED_ZONE,
                 "%s, once memory more than %d bytes below rsp has been overwritten, as a signal "
                 "handler does",
                 was, RED_ZONE);
    }
    if (end == DRIVEN_OK && w.unfenced) {
        fault_is(&lane->log->fault, FINDING_MISSING_FENCE,
                 "returns with non-temporal stores that no fence has ordered: another core may see "
                 "the copy late (end with sfence)");
        end = DRIVEN_FAULT;
    }
    return end;
}

static size_t nth_size(const struct contract *c, size_t i) {
    size_t least = c->min > 0 ? c->min : 1, first = (least + c->granule - 1) / c->granule;
    return (first + i) * c->granule;
}

static enum driven_end step_probe(struct tracee *t, struct lane *lane,
                                  const struct driven_start *parked, struct probe p,
                                  struct driven_account *account, struct stop *stop) {
    const size_t align = lane->impl->contract.align;
    p.dst_at = p.dst_at / align * align;
    p.src_at = p.src_at / align * align;
    p.entry = account->calls++ % (unsigned)lane->impl->entry_count;
    p.fill = (enum probe_fill)(account->calls % PROBE_FILLS);
    if (account->steps == 0 || !lane_allows(lane, &p))
        return DRIVEN_OK;
    enum driven_end end = step_call(t, lane, parked, &p, account, stop);
    return end == DRIVEN_CUT ? DRIVEN_OK : end;
}

enum driven_end driven_step_lane(struct tracee *tracee, struct lane *lane,
                                 const struct driven_start *parked, uint64_t seed,
                                 struct driven_account *account, struct stop *stop) {
    // After the smallest, in granules: a few before the alignments, the others if steps are left.
    static const size_t sizes[] = {1, 2, 3, 5, 8, 15, 16, 31, 63};
    enum { SIZES = sizeof sizes / sizeof *sizes, FEW = 5, ALIGNMENTS = 64 };
    const struct contract *contract = &lane->impl->contract;
    enum driven_end end = DRIVEN_OK;
    lane_refill(lane, seed);
    for (size_t i = 0; end == DRIVEN_OK && i < SIZES + ALIGNMENTS; i++) {
        size_t a = i - FEW; // of the alignments, the coarse ones first
        struct probe p = {.n = nth_size(contract, 0),
                          .dst_at = 4096 + a * 16 % 64 + a / 4 % 16,
                          .src_at = 8192 + a * 7 % 64};
        if (i < FEW || a >= ALIGNMENTS) {
            size_t s = i < FEW ? i : i - ALIGNMENTS;
            p.n = nth_size(contract, sizes[s]);
            p.dst_at = 4096 + 32 * s;
            p.src_at = 8192 + 33 * s;
        }
        end = step_probe(tracee, lane, parked, p, account, stop);
    }
    return end;
}

static enum driven_end run_call(struct tracee *t, struct lane *lane, struct lane_call *c,
                                const struct driven_start *parked, struct user_regs_struct *regs,
                                struct stop *stop) {
    aim(c, regs);
    lane->log->inside = 1;
    bool alive = tracee_set(t, regs) && tracee_resume(t, stop);
    lane->log->inside = 0;
    if (!alive)
        return DRIVEN_LOST;
    if (!stop_is_at_trap(stop))
        return DRIVEN_STOPPED;
    *regs = stop->regs;
    return conclude(t, lane, c, parked, stop);
}

// The first call finds rubbish in its registers, the others what the one before left there.
static enum driven_end run_sequence(struct tracee *t, struct lane *lane,
                                    const struct driven_start *parked, struct probe p,
                                    struct stop *stop) {
    struct user_regs_struct regs = {0};
    for (int i = 0; i < SEQUENCE; i++) {
        struct lane_call c;
        p.fill = (enum probe_fill)(1 + i % (PROBE_FILLS - 1)); // never what the call before copied
        lane_prepare(lane, &p, &c);
        if (i == 0) {
            regs = registers_for(&c, parked);
            (void)start_afresh(t, parked, &regs);
        } else {
            struct arch_state left = state_of(t, &regs);
            uint64_t rsp = c.before.gpr[GPR_RSP];
            memcpy(c.before.gpr, left.gpr, sizeof left.gpr);
            c.before.gpr[GPR_RSP] = rsp;
        }
        enum driven_end end = run_call(t, lane, &c, parked, &regs, stop);
        if (end == DRIVEN_FAULT && i > 0 && lane->log->fault.class <= FINDING_REMEMBERS)
            fault_is(&lane->log->fault, FINDING_REMEMBERS,
                     "goes wrong when it finds in its registers what its call before left there");
        if (end != DRIVEN_OK)
            return end;
    }
    return DRIVEN_OK;
}

enum driven_end driven_audit_lane(struct tracee *tracee, struct lane *lane,
                                  const struct driven_start *parked, uint64_t seed,
                                  size_t sequences, struct stop *stop) {
    const struct contract *contract = &lane->impl->contract;
    lane_refill(lane, seed);
    for (size_t i = 0; i < sequences; i++) {
        struct probe p = {.n = nth_size(contract, i * i % 97),
                          .dst_at = (4096 + 97 * i) / contract->align * contract->align,
                          .src_at = (8192 + 61 * i) / contract->align * contract->align,
                          .entry = (unsigned)(i % lane->impl->entry_count)};
        if (!lane_allows(lane, &p))
            continue;
        enum driven_end end = run_sequence(tracee, lane, parked, p, stop);
        if (end != DRIVEN_OK)
            return end;
    }
    return DRIVEN_OK;
}

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

uint64_t driven_find_culprit(struct tracee *tracee, struct lane *lane,
                             const struct driven_start *parked, const struct probe *probe,
                             enum finding_class class, const uint8_t *watched, size_t steps) {
    struct lane_call c;
    struct probe p = *probe;
    struct stop stop;
    uint64_t culprit = 0, before = 0;
    bool was_wrong = false;
    lane_rewind(lane, p.key);
    lane_prepare(lane, &p, &c);
    c.before.fs_base = parked->regs.fs_base;
    c.before.gs_base = parked->regs.gs_base;
    struct user_regs_struct regs = registers_for(&c, parked);
    aim(&c, &regs);
    uint8_t byte = watched != NULL ? *watched : 0;
    uint64_t at = regs.rip;
    if (!start_afresh(tracee, parked, &regs))
        return 0;
    for (size_t i = 0; i < steps && tracee_step(tracee, &stop); i++) {
        if (stop.signal != SIGTRAP) // it goes no further; what led to where no code is was a jump
            return class == FINDING_JUMPS_OUT ? before : culprit;
        bool wrong = is_wrong(class, &c, &stop.regs);
        bool written = watched != NULL && *watched != byte;
        if (written || (wrong && !was_wrong))
            culprit = at;
        byte = watched != NULL ? *watched : 0;
        was_wrong = wrong;
        before = at;
        at = stop.regs.rip;
        if (stop_is_at_trap(&stop))
            return culprit;
    }
    return 0;
}
