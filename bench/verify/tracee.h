// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A child under ptrace: started, watched until something happens, driven, ended.
#ifndef VERIFY_TRACEE_H
#define VERIFY_TRACEE_H

#include "bench/base/interrupt.h"
#include "bench/verify/child.h"
#include "bench/verify/stop.h"

enum { TRACEE_PATIENCE = 3 }; // ticks that any call may take

struct tracee {
    pid_t pid;
    double tick; // seconds of CPU time: the job's
    bool gone;   // it has ended and been waited for
    int status;  // then: how, as waitpid() told
    sigset_t old_mask;
};

enum tracee_event {
    TRACEE_FINISHED,    // its job is done, and it waits; or it has ended in peace, where ptrace is
                        // denied
    TRACEE_FAULTED,     // a signal that its code caused
    TRACEE_HUNG,        // one call has taken far longer than any copy may
    TRACEE_ENDED,       // it ended by itself; its status tells how
    TRACEE_INTERRUPTED, // we are to stop
    TRACEE_LOST,        // waiting for it or reading it failed, errno says why
};

struct tracee_limits {
    double enough;  // seconds after which log->stop asks for an end of what is drawn at random
    double at_once; // seconds after which it asks for an end of everything
    double hang;    // seconds after which it is killed
};

// Forks. False, with errno, where there can be no child.
bool tracee_start(struct tracee *out, const struct child_job *job);

// Lets it run until something happens. *stop is filled in for TRACEE_FAULTED, and its regs for
// TRACEE_FINISHED.
enum tracee_event tracee_watch(struct tracee *tracee, struct verify_log *log,
                               const struct tracee_limits *limits, struct interrupt *interrupt,
                               struct stop *stop);

// Sets its registers; lets it run one instruction, or on to its next stop, and reads them again.
// False where it is gone. A call that takes longer than one of so many bytes may stops with
// SIGVTALRM.
bool tracee_set(const struct tracee *tracee, const struct user_regs_struct *regs);
bool tracee_step(struct tracee *tracee, struct stop *stop);
bool tracee_resume(struct tracee *tracee, size_t bytes, struct stop *stop);

// Copies bytes of its memory; returns how many could be read.
size_t tracee_read(const struct tracee *tracee, uint64_t address, uint8_t *out, size_t bytes);

// Kills it, if need be, and waits for it.
void tracee_end(struct tracee *tracee);

#endif
