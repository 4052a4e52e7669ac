// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The calls that will be timed, made as they will be timed: on the race's own buffers, by a plain
// call. Runs in the child, whose copy of those buffers is its own.
#ifndef VERIFY_TIMED_H
#define VERIFY_TIMED_H

#include "bench/verify/log.h"
#include "bench/verify/verify.h"

// False, with log->fault, at the first fault.
bool timed_run(const struct impl *impl, const struct verify_call *calls, size_t count,
               struct verify_log *log);

#endif
