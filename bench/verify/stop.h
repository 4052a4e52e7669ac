// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Why a traced child stopped, put into words. Pure: from registers, siginfo and what the child had
// written down.
#ifndef VERIFY_STOP_H
#define VERIFY_STOP_H

#include "bench/impl/impl.h"
#include "bench/verify/decode.h"
#include "bench/verify/log.h"
#include "bench/verify/rooms.h"

#include <signal.h>

struct stop {
    int signal;
    siginfo_t info;
    struct user_regs_struct regs;
};

// At trampoline_trap: about to run it, or just behind it.
bool stop_is_at_trap(const struct stop *stop);

enum { STOP_ELSEWHERE = -1 };

// Where in the implementation's code an address lies, or STOP_ELSEWHERE. What was compiled in has
// no known end: everything outside the verifier's trampoline is taken for it, at offset 0.
ptrdiff_t stop_code_offset(const struct impl *impl, uint64_t address);

// Names the fault. `instruction` is what stands at the address where it stopped.
void stop_explain(const struct stop *stop, const struct impl *impl, const struct rooms *rooms,
                  const struct verify_log *log, const struct decoded *instruction,
                  struct fault *out);

#endif
