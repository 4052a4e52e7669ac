// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The ends of large calls, instruction by instruction. A copy of megabytes is too long to be
// walked, but what it does last is not: it runs at full speed until it writes near an end of dst,
// which the processor's watchpoints tell, and is walked from there. That is how a path that only
// large copies take is seen to fence its stores, to return as it should and to leave dst's
// neighbours alone.
#ifndef VERIFY_TAIL_LANE_H
#define VERIFY_TAIL_LANE_H

#include "bench/verify/verify.h"
#include "bench/verify/walk.h"

// Walks the ends of the calls to be timed above 64 KiB, one of each size, the largest first, while
// there are steps. *denied is set where there are no watchpoints to be had.
enum driver_end tail_lane_run(struct driver *driver, const struct verify_call *calls, size_t count,
                              struct walk_account *account, bool *denied);

#endif
