// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What must hold after a piece of code has been verified, whatever it was.
#ifndef STRESS_CHECKS_H
#define STRESS_CHECKS_H

#include "bench/verify/verify.h"

#include <signal.h>

enum { CHECK_TEXT = 640 };

// A process' own state, which no code under test may change.
struct own_state {
    sigset_t mask;
    uint32_t mxcsr;
    uint16_t x87;
    size_t descriptors; // open files
    size_t maps;        // mappings
};

struct own_state own_state(void);

// False, and what is wrong, where a state is not as it was, or a child is left.
bool check_own_state(const struct own_state *was, char wrong[CHECK_TEXT]);

// False where a certificate is no diagnosis: it passed with a fault or failed without one, or its
// text is none.
bool check_certificate(const struct certificate *certificate, char wrong[CHECK_TEXT]);

// Whether something that passed copies within its contract: calls it in a child and compares, and
// knows nothing of the verifier.
bool check_copies(const struct impl *impl, uint64_t seed, char wrong[CHECK_TEXT]);

#endif
