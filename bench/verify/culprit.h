// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which instruction did it, of a call that came back wrong.
#ifndef VERIFY_CULPRIT_H
#define VERIFY_CULPRIT_H

#include "bench/verify/driver.h"

// Makes one call again step by step and finds the instruction after which what was found wrong was
// wrong: the latest that wrote the byte at `watched` (NULL: none), or that took a register out of
// what the caller relies on, or that jumped to where no code is. Its address, or 0 where it cannot
// be told in so many steps.
uint64_t culprit_find(struct driver *driver, const struct probe *probe, enum finding_class class,
                      const uint8_t *watched, size_t steps);

#endif
