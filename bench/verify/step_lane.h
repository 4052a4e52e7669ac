// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A few small calls, walked from their first instruction to their last.
#ifndef VERIFY_STEP_LANE_H
#define VERIFY_STEP_LANE_H

#include "bench/verify/walk.h"

enum driver_end step_lane_run(struct driver *driver, uint64_t seed, struct walk_account *account);

#endif
