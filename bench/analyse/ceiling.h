// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What reading alone and writing alone take, and how near to that a copy comes. Pure functions of
// summaries.
//
// A ceiling kernel called for n bytes reads (load_*) or writes (store_*) all 2n bytes of the
// footprint that a copy of n has, so that it works in the same cache; a copy reads one half of it
// and writes the other. Hence
//
//   t_load = min over the load kernels of time / 2, t_store likewise
//   ceiling time = max(t_load, t_store): at best, reading and writing overlap entirely
//   percent of ceiling = 100 * ceiling time / a copy's time
//
// All times are taken as ratios to the reference's beside them in the same rounds (analyse/
// summary.h), so that
//
//   ratio of the ceiling = min(2 max ratio of load, 2 max ratio of store)
//   percent of ceiling = 100 * ratio of the copy / ratio of the ceiling
//
// and nanoseconds measured minutes apart are never held against each other. The reference's own
// ratio is 1 by definition. GB/s are n / (ns / 2), for people and plots.
//
// A kernel's ratio is, as a copy's, the mean over all placements and not that of its best one: a
// single placement's tells of the reference's luck with it as much (at 2 KiB glibc takes a quarter
// longer at some, which would lower everybody's percentage by as much), and at large sizes it is a
// single round. All cells of a size share their placements, so that over all of them the
// reference's luck cancels out of the quotient.
//
// It is a limit of this definition's and no promise: caches that can't read and write at once, or
// lines that have to be read before they are written, keep copies below it.
#ifndef ANALYSE_CEILING_H
#define ANALYSE_CEILING_H

#include "bench/record/result.h"

enum { CEILING_FROM = 1024 }; // bytes; below, the call is the limit and no percentage is shown

// Fills in the result's ceilings, of each size from CEILING_FROM that has kernels of both roles,
// and the percent_of_ceiling of all rows: NAN where there is no ceiling, for what is no copy,
// and under any but the default condition, which ceilings are measured under.
// Summaries must be filled in.
void ceiling_fill(struct result *result);

// The ceiling of a size, or NULL.
const struct ceiling *ceiling_of(const struct result *result, size_t bytes);

// The half that limits: the slower one.
const struct ceiling_half *ceiling_limit(const struct ceiling *ceiling);

#endif
