// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Calls that the verifier makes by setting a stopped child's registers: nothing of ours runs in the
// child while the implementation does, and every instruction can be looked at.
#ifndef VERIFY_DRIVEN_H
#define VERIFY_DRIVEN_H

#include "bench/verify/lane.h"
#include "bench/verify/tracee.h"

// The stopped child's registers, which each driven call starts from.
struct driven_start {
    struct user_regs_struct regs;
    struct user_fpregs_struct fp;
};

// Takes them; `stop` is the stop it waits in.
void driven_take(const struct tracee *tracee, const struct stop *stop, struct driven_start *out);

// How a driven call came to its end.
enum driven_end {
    DRIVEN_OK,
    DRIVEN_FAULT,   // log->fault holds it
    DRIVEN_STOPPED, // by a signal that its code caused: the stop is filled in
    DRIVEN_CUT,     // it took more steps than there were
    DRIVEN_LOST,    // the child is gone
};

// What is learned about the code on the way.
struct driven_account {
    uint8_t *executed;    // a byte for each of its code; NULL where its bytes are unknown
    size_t steps;         // that may still be taken
    unsigned calls;       // stepped through so far
    struct fault warning; // the first thing that is only to be warned of
    struct probe warning_probe;
};

// A few calls instruction by instruction. What lies more than 128 bytes below rsp is overwritten at
// each, as a signal handler would; stores that pass the caches must have been fenced at the end;
// returns must match calls.
enum driven_end driven_step_lane(struct tracee *tracee, struct lane *lane,
                                 const struct driven_start *parked, uint64_t seed,
                                 struct driven_account *account, struct stop *stop);

// Calls at full speed, in sequences in which each register is what the call before left in it: who
// hides something there is found out, and all registers are read from outside.
enum driven_end driven_audit_lane(struct tracee *tracee, struct lane *lane,
                                  const struct driven_start *parked, uint64_t seed,
                                  size_t sequences, struct stop *stop);

// Makes one call again step by step and finds the instruction after which what was found wrong was
// wrong: the latest that wrote the byte at `watched` (0: none), or that took a register out of what
// the caller relies on, or that jumped to where no code is. Its address, or 0 where it cannot be
// told.
uint64_t driven_find_culprit(struct tracee *tracee, struct lane *lane,
                             const struct driven_start *parked, const struct probe *probe,
                             enum finding_class class, const uint8_t *watched, size_t steps);

#endif
