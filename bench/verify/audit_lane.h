// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Calls at full speed, in sequences in which each register is what the call before left in it: who
// hides something there is found out, and all registers are read from outside.
#ifndef VERIFY_AUDIT_LANE_H
#define VERIFY_AUDIT_LANE_H

#include "bench/verify/driver.h"

enum driver_end audit_lane_run(struct driver *driver, uint64_t seed, size_t sequences);

#endif
