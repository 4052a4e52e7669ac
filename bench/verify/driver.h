// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Calls that the verifier makes by setting a stopped child's registers: nothing of ours runs in the
// child while the implementation does, and every instruction can be looked at.
#ifndef VERIFY_DRIVER_H
#define VERIFY_DRIVER_H

#include "bench/verify/lane.h"
#include "bench/verify/tracee.h"

enum { DRIVER_XSTATE = 16 << 10 }; // more than any processor's

// A stopped child that waits to be driven.
struct driver {
    struct tracee *tracee;
    struct lane *lane;            // the verifier's own
    struct user_regs_struct regs; // what each driven call starts from
    uint8_t vectors[DRIVER_XSTATE]
        __attribute__((aligned(64))); // and its floating-point and vector
    size_t vector_bytes;              // registers, as XSAVE lays them out
    struct stop stop;                 // the latest
};

// How a driven call came to its end.
enum driver_end {
    DRIVER_OK,
    DRIVER_FAULT,   // log->fault holds it
    DRIVER_STOPPED, // by a signal that its code caused: driver.stop tells
    DRIVER_CUT,     // it took more steps than there were
    DRIVER_LOST,    // the child is gone
};

// Takes the registers of a child that waits in `waiting`; what its calls left in the vectors' is
// replaced by poison. False, with errno, where the child is lost.
bool driver_take(struct driver *out, struct tracee *tracee, struct lane *lane,
                 const struct stop *waiting);

// The registers with which a call begins: the call's poison in those that carry no argument.
struct user_regs_struct driver_registers(const struct driver *driver, const struct lane_call *call);

// Sets those that carry the call, and leaves the others; the return address leads to the trap.
void driver_aim(const struct lane_call *call, struct user_regs_struct *regs);

// Gives the child these registers and a clean floating-point state: a call that was cut short may
// have left anything behind.
bool driver_begin(struct driver *driver, const struct user_regs_struct *regs);

// What the processor holds at the latest stop, as far as it can be seen from outside. False, with
// errno, where the child is lost.
bool driver_state(const struct driver *driver, struct arch_state *out);

// Checks a call that has come back, as far as can be told from outside: XINUSE and PKRU are only
// seen from within.
enum driver_end driver_conclude(struct driver *driver, struct lane_call *call);

#endif
