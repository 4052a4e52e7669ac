// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/stop.h"

#include "bench/verify/lane.h"
#include "bench/verify/trampoline.h"

#include <inttypes.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMPILED_MOST = 16 << 10, // bytes that a compiled memcpy is taken to have at most
    FLAG_TF = 1 << 8,
    PAGE = 4096,
    SEGV_PROTECTION_KEY = 4, // SEGV_PKUERR
};

static size_t code_bytes(const struct impl *impl) {
    return impl->code != NULL ? impl->code_size : (size_t)COMPILED_MOST;
}

ptrdiff_t stop_code_offset(const struct impl *impl, uint64_t address) {
    for (size_t i = 0; i < impl->entry_count; i++) {
        uint64_t entry = (uintptr_t)impl->entries[i];
        if (address >= entry && address - entry < code_bytes(impl))
            return (ptrdiff_t)(address - entry);
    }
    return STOP_ELSEWHERE;
}

bool stop_is_at_trap(const struct stop *stop) {
    uint64_t trap = (uintptr_t)trampoline_trap;
    return stop->signal == SIGTRAP && (stop->regs.rip == trap || stop->regs.rip == trap + 1);
}

static bool in_trampoline(uint64_t address) {
    uint64_t from = (uintptr_t)trampoline_call;
    return address >= from && address - from < PAGE / 2;
}

static void explain_trap(const struct stop *s, const struct impl *impl, struct fault *out) {
    uint64_t at = s->regs.rip - 1; // of the int3
    if ((s->regs.eflags & FLAG_TF) != 0)
        fault_is(out, FINDING_FLAGS, "set the trap flag");
    else if (stop_code_offset(impl, at) != STOP_ELSEWHERE)
        fault_is(out, FINDING_ILLEGAL_INSTRUCTION, "ran an int3 of its own");
    else {
        for (size_t i = 0; i < impl->entry_count; i++)
            if (at == (uintptr_t)impl->entries[i] + code_bytes(impl)) {
                fault_is(out, FINDING_FALLS_OFF_END,
                         "ran off its end into the int3 behind it (is a ret or a jump missing?)");
                return;
            }
        fault_is(out, FINDING_JUMPS_OUT, "jumped to 0x%" PRIx64 ", outside its code", at);
    }
}

static void explain_system_call(const struct stop *s, struct fault *out) {
    char *name = seccomp_syscall_resolve_num_arch(s->info.si_arch, s->info.si_syscall);
    fault_is(out, FINDING_SYSTEM_CALL, "made a system call: %s (number %d%s)",
             name != NULL ? name : "unknown", s->info.si_syscall,
             s->info.si_arch == SCMP_ARCH_X86 ? ", through int 0x80" : "");
    free(name);
}

// The access that faulted at an address; NULL where the instruction does not tell.
static const struct access *faulting_access(const struct decoded *d, uint64_t address) {
    for (size_t i = 0; i < d->access_count; i++)
        if (address - d->accesses[i].address <
            (d->accesses[i].bytes > 0 ? d->accesses[i].bytes : 1))
            return &d->accesses[i];
    return NULL;
}

// A general protection fault names no address: the instruction has to.
static void explain_protection(const struct decoded *d, struct fault *out) {
    if ((d->sorts & (DECODE_PRIVILEGED | DECODE_SYSTEM_CALL)) != 0) {
        fault_is(out, FINDING_ILLEGAL_INSTRUCTION, "ran a privileged instruction");
        return;
    }
    if ((d->sorts & DECODE_RET) != 0) {
        fault_is(out, FINDING_STACK_POINTER,
                 "returned to what is no address: rsp is not where it was at entry");
        return;
    }
    for (size_t i = 0; i < d->access_count; i++) {
        const struct access *a = &d->accesses[i];
        if (a->base >> 48 == LANE_POISON || a->address >> 48 == LANE_POISON) {
            fault_is(out, FINDING_UNINITIALISED,
                     "used as an address a register that nobody had set");
            return;
        }
        if (a->address >> 47 != 0) { // no address of a process: made of something that is none
            fault_is(out, FINDING_WILD_ACCESS, "used 0x%" PRIx64 " as an address, which is none",
                     a->address);
            return;
        }
        if (a->bytes > 1 && a->address % a->bytes != 0) {
            fault_is(out, FINDING_MISALIGNED_ACCESS,
                     "%s %zu bytes at an address that is no multiple of that, with an instruction "
                     "that asks for it",
                     a->write ? "wrote" : "read", a->bytes);
            return;
        }
    }
    fault_is(out, FINDING_ILLEGAL_INSTRUCTION, "caused a general protection fault");
}

// Whether an address is a pointer's lower half, as it is or with its sign extended, or a bit more.
static bool is_truncation(uint64_t address, uint64_t pointer, size_t n) {
    uint64_t low = (uint32_t)pointer, extended = (uint64_t)(int64_t)(int32_t)pointer;
    return pointer > UINT32_MAX && (address - low < n + PAGE || address - extended < n + PAGE);
}

// Names an access by where it lies: near dst, near src, on the stack, in the code.
static void explain_access(const struct impl *impl, const struct rooms *r,
                           const struct verify_log *log, uint64_t address, bool write,
                           struct fault *out) {
    uint64_t past_dst = address - (log->dst + log->probe.n), below_dst = log->dst - address;
    uint64_t past_src = address - (log->src + log->probe.n), below_src = log->src - address;
    uint64_t stack = (uintptr_t)r->stack;
    const char *did = write ? "wrote" : "read";
    if (past_dst < ROOMS_GUARD && write)
        fault_is(out, FINDING_OVERRUN, "wrote %" PRIu64 " bytes past the end of dst", past_dst + 1);
    else if (below_dst <= ROOMS_GUARD && write)
        fault_is(out, FINDING_UNDERRUN, "wrote %" PRIu64 " bytes below dst", below_dst);
    else if (past_dst < ROOMS_GUARD || below_dst <= ROOMS_GUARD)
        fault_is(out, FINDING_TOUCHES_NEIGHBOURS, "read memory beside dst");
    else if (past_src < ROOMS_GUARD && !write)
        fault_is(out, FINDING_OVER_READ, "read %" PRIu64 " bytes past the end of src",
                 past_src + 1);
    else if (below_src <= ROOMS_GUARD && !write)
        fault_is(out, FINDING_UNDER_READ, "read %" PRIu64 " bytes below src", below_src);
    else if (address - (uintptr_t)r->src < r->bytes)
        fault_is(out, FINDING_WRITES_SRC, "wrote to the source, at byte %" PRId64 " of it",
                 (int64_t)(address - log->src));
    else if (stack - address <= ROOMS_STACK_GUARD)
        fault_is(out, FINDING_STACK_DEPTH, "went %" PRIu64 " KiB down the stack",
                 (stack + ROOMS_STACK - address) / 1024);
    else if (address - stack < ROOMS_STACK + ROOMS_CALLER + ROOMS_GUARD)
        fault_is(out, FINDING_CALLER_STACK, "went beyond its caller's stack");
    else if (stop_code_offset(impl, address) != STOP_ELSEWHERE ||
             (impl->entry_count > 0 && address / PAGE == (uintptr_t)impl->entries[0] / PAGE))
        fault_is(out, FINDING_WRITES_CODE, "%s its own code's memory", did);
    else if (is_truncation(address, log->dst, log->probe.n) ||
             is_truncation(address, log->src, log->probe.n))
        fault_is(out, FINDING_TRUNCATED_POINTER, "%s where the lower 32 bits of a pointer lead",
                 did);
    else
        fault_is(out, FINDING_WILD_ACCESS, "%s memory at 0x%" PRIx64 ", which is nobody's", did,
                 address);
}

static void explain_segv(const struct stop *s, const struct impl *impl, const struct rooms *rooms,
                         const struct verify_log *log, const struct decoded *d, struct fault *out) {
    uint64_t address = (uintptr_t)s->info.si_addr;
    const struct access *access = faulting_access(d, address);
    bool write = access != NULL && access->write;
    bool elsewhere = stop_code_offset(impl, s->regs.rip) == STOP_ELSEWHERE && impl->code != NULL;
    if (s->info.si_code == SEGV_PROTECTION_KEY)
        fault_is(out, FINDING_PROTECTION_KEY, "PKRU forbids memory that everybody uses");
    else if (s->info.si_code != SI_KERNEL && address == s->regs.rip)
        fault_is(out, FINDING_JUMPS_OUT, "jumped to 0x%" PRIx64 ", where no code is", address);
    else if (elsewhere && !in_trampoline(s->regs.rip))
        fault_is(out, FINDING_JUMPS_OUT, "jumped to 0x%" PRIx64 ", outside its code",
                 (uint64_t)s->regs.rip);
    else if (s->info.si_code == SI_KERNEL)
        explain_protection(d, out);
    else
        explain_access(impl, rooms, log, address, write, out);
    bool near_dst = address - log->dst + ROOMS_GUARD / 2 < ROOMS_GUARD;
    bool near_src = address - log->src + ROOMS_GUARD / 2 < ROOMS_GUARD;
    bool boundary = log->probe.place == PLACE_2G || log->probe.place == PLACE_4G;
    if (log->probe.place == PLACE_NOWHERE && (near_dst || near_src))
        fault_is(out, FINDING_TOUCHES_AT_ZERO, "touched memory though n is 0");
    else if (boundary && out->class <= FINDING_WILD_ACCESS)
        fault_is(out, FINDING_TRUNCATED_POINTER, "went astray where a buffer crosses 2^%d",
                 log->probe.place == PLACE_2G ? 31 : 32);
}

void stop_explain(const struct stop *stop, const struct impl *impl, const struct rooms *rooms,
                  const struct verify_log *log, const struct decoded *instruction,
                  struct fault *out) {
    bool mine = stop_code_offset(impl, stop->regs.rip) != STOP_ELSEWHERE;
    *out = (struct fault){0};
    if (!log->inside && !in_trampoline(stop->regs.rip))
        fault_is(out, FINDING_WILD_ACCESS,
                 "left a process in which nothing works any more (%s after it had returned)",
                 strsignal(stop->signal));
    else if (stop->signal == SIGTRAP)
        explain_trap(stop, impl, out);
    else if (stop->signal == SIGSYS)
        explain_system_call(stop, out);
    else if (stop->signal == SIGSEGV)
        explain_segv(stop, impl, rooms, log, instruction, out);
    else if (stop->signal == SIGILL && mine)
        fault_is(out, FINDING_ILLEGAL_INSTRUCTION, "ran an instruction that this machine refuses");
    else if (stop->signal == SIGILL)
        fault_is(out, FINDING_JUMPS_OUT, "jumped to 0x%llx, where no instruction is",
                 stop->regs.rip);
    else if (stop->signal == SIGFPE)
        fault_is(out, FINDING_ILLEGAL_INSTRUCTION, "divided by zero, or unmasked an exception");
    else if (stop->signal == SIGBUS)
        fault_is(out, FINDING_ALIGNMENT_CHECK,
                 "switched alignment checks on, and was caught by one");
    else
        fault_is(out, FINDING_WILD_ACCESS, "was ended by %s", strsignal(stop->signal));
}
