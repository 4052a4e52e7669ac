// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/driver.h"

#include <elf.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

enum { X87_EMPTY = 0xffff, FLAG_TF = 1 << 8 };

// Ours, as a fork has them: those that the child stopped with may be the implementation's doing.
static void take_selectors(struct user_regs_struct *regs) {
    uint16_t ds, es, fs, gs;
    __asm__("mov %%ds, %0\n\tmov %%es, %1\n\tmov %%fs, %2\n\tmov %%gs, %3"
            : "=rm"(ds), "=rm"(es), "=rm"(fs), "=rm"(gs));
    regs->ds = ds, regs->es = es, regs->fs = fs, regs->gs = gs;
}

// The layout of XSAVE (Intel SDM vol. 1, 13.4): poison for xmm0 to 15; everything beyond that is in
// its initial state, so that a call finds nothing there of the one before.
static void poison_vectors(struct driver *d) {
    enum { XMM = 160, XMM_BYTES = 256, COMPONENTS = 512, LEGACY = 3 };
    uint64_t components = LEGACY;
    memcpy(d->vectors + XMM, d->lane->vectors, XMM_BYTES);
    memcpy(d->vectors + COMPONENTS, &components, sizeof components);
}

bool driver_take(struct driver *out, struct tracee *tracee, struct lane *lane,
                 const struct stop *waiting) {
    *out = (struct driver){.tracee = tracee, .lane = lane, .regs = waiting->regs};
    struct iovec io = {out->vectors, sizeof out->vectors};
    take_selectors(&out->regs);
    if (ptrace(PTRACE_GETREGSET, tracee->pid, NT_X86_XSTATE, &io) != 0)
        return false;
    out->vector_bytes = io.iov_len;
    poison_vectors(out);
    return true;
}

bool driver_begin(struct driver *d, const struct user_regs_struct *regs) {
    struct iovec io = {d->vectors, d->vector_bytes};
    return ptrace(PTRACE_SETREGSET, d->tracee->pid, NT_X86_XSTATE, &io) == 0 &&
           tracee_set(d->tracee, regs);
}

struct user_regs_struct driver_registers(const struct driver *d, const struct lane_call *c) {
    const uint64_t *r = c->before.gpr;
    struct user_regs_struct regs = d->regs;
    regs.rax = r[GPR_RAX], regs.rcx = r[GPR_RCX], regs.rbx = r[GPR_RBX], regs.rbp = r[GPR_RBP];
    regs.r8 = r[8], regs.r9 = r[9], regs.r10 = r[10], regs.r11 = r[11];
    regs.r12 = r[12], regs.r13 = r[13], regs.r14 = r[14], regs.r15 = r[15];
    regs.eflags = c->flags;
    return regs;
}

void driver_aim(const struct lane_call *c, struct user_regs_struct *regs) {
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

bool driver_state(const struct driver *d, struct arch_state *out) {
    const struct user_regs_struct *regs = &d->stop.regs;
    struct user_fpregs_struct fp = {0};
    if (ptrace(PTRACE_GETFPREGS, d->tracee->pid, NULL, &fp) != 0)
        return false;
    struct arch_state s = {.flags = regs->eflags,
                           .fs_base = regs->fs_base,
                           .gs_base = regs->gs_base,
                           .mxcsr = fp.mxcsr,
                           .x87 = {fp.cwd, fp.swd, fp.ftw == 0 ? X87_EMPTY : 0}};
    const uint64_t gpr[GPRS] = {regs->rax, regs->rcx, regs->rdx, regs->rbx, regs->rsp, regs->rbp,
                                regs->rsi, regs->rdi, regs->r8,  regs->r9,  regs->r10, regs->r11,
                                regs->r12, regs->r13, regs->r14, regs->r15};
    memcpy(s.gpr, gpr, sizeof s.gpr);
    *out = s;
    return true;
}

enum driver_end driver_conclude(struct driver *d, struct lane_call *c) {
    const struct user_regs_struct *is = &d->stop.regs, *was = &d->regs;
    struct lane *lane = d->lane;
    struct arch_state after;
    if (!driver_state(d, &after))
        return DRIVER_LOST;
    after.flags &= ~(uint64_t)FLAG_TF; // ours: a kernel that saves its flags saves that too
    uint64_t features = lane->features;
    c->before.fs_base = was->fs_base;
    c->before.gs_base = was->gs_base;
    lane->features = TRAMPOLINE_FSGSBASE;
    bool ok = lane_conclude(lane, c, &after);
    lane->features = features;
    if (ok && (is->ds != was->ds || is->es != was->es || is->fs != was->fs || is->gs != was->gs))
        ok = fault_is(&lane->log->fault, FINDING_SEGMENT_BASE, "changed a segment register");
    return ok ? DRIVER_OK : DRIVER_FAULT;
}
