// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the System V AMD64 ABI (version 1.0, section 3.2) asks a callee to leave as it was, held
// against what one left.
#ifndef VERIFY_STATE_H
#define VERIFY_STATE_H

#include "bench/verify/fault.h"
#include "bench/verify/trampoline.h"

// The first breach in *after of what was promised about *before; `dst` is what rax must hold.
// `features` (enum trampoline_feature) tells which fields mean something. False where there is one.
bool state_check(const struct arch_state *before, const struct arch_state *after, uint64_t dst,
                 uint64_t features, struct fault *out);

// Whether the upper halves of vector registers were left dirty, which breaks nothing and slows
// later SSE code on some processors.
bool state_is_dirty_upper(const struct arch_state *after, uint64_t features);

#endif
