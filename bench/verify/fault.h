// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What one check says of one call.
#ifndef VERIFY_FAULT_H
#define VERIFY_FAULT_H

#include "bench/verify/finding.h"

#include <stdint.h>

enum { FAULT_CAUSE = 240 };

struct fault {
    enum finding_class class; // FINDING_NONE: no fault
    char cause[FAULT_CAUSE];  // in words
    const uint8_t *byte;      // the first that is wrong in memory; NULL where that is not it
};

// Fills in *out and returns false, so that a check can end with `return fault_is(…)`.
__attribute__((format(printf, 3, 4))) bool fault_is(struct fault *out, enum finding_class class,
                                                    const char *format, ...);

#endif
