// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Whom a batch that is not warmed up follows. A call leaves lines in the caches, and it decides who
// wins from 1 to 12 MiB whether the next one finds those that it would have left itself. So each
// batch follows a call of somebody else, who copied the same bytes to the same place, and both arms
// of a round follow the same. A batch is as short as can be timed: its further calls follow their
// own.
#ifndef MEASURE_FOLLOW_H
#define MEASURE_FOLLOW_H

#include "bench/measure/plan.h"

#include <gsl/gsl_rng.h>

enum {
    FOLLOW_BATCH_NS = 20000,  // that a batch is to take
    FOLLOW_ONE_FROM = 1 << 18 // bytes from which it is one call, whatever that takes
};

// Calls that make a batch where one takes so long.
size_t follow_calls(size_t bytes, double call_ns);

// Draws who goes before both arms of a round: a copy that the plan has under the cell's condition
// at its size, and neither the cell's own nor its reference. NULL where there is none.
const struct impl *follow_draw(const struct plan *plan, const struct plan_cell *cell, gsl_rng *rng);

// Who goes before a batch of `timed`, one of the cell's two: who was drawn; where nobody was the
// other of the two, and where there is no other copy itself.
const struct impl *follow_whom(const struct plan_cell *cell, const struct impl *timed,
                               const struct impl *drawn);

// Cells of copies that are to follow another and have only themselves.
size_t follow_count_alone(const struct plan *plan);

#endif
