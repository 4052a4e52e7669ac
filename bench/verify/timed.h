// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The calls that will be timed, on the race's own buffers, through the trampoline: at these sizes
// nothing else holds the registers to the ABI. Runs in the child, whose copy of those buffers is
// its own.
#ifndef VERIFY_TIMED_H
#define VERIFY_TIMED_H

#include "bench/verify/lane.h"
#include "bench/verify/verify.h"

// False, with log->fault, at the first fault.
bool timed_run(struct lane *lane, const struct verify_call *calls, size_t count);

#endif
