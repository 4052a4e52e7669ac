// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// In what order the cells of a plan are measured. A machine changes over seconds and minutes: a
// neighbour comes, memory gets busy. A cell measured in one go would show one moment of it and give
// its interval no way to tell. So a race goes over all its cells once for each block: the blocks of
// a cell lie as far apart as the race is long, each on other memory, and what differs between them
// is what would differ between races.
#ifndef MEASURE_TURN_H
#define MEASURE_TURN_H

#include "bench/measure/plan.h"

// One block of a cell, measured in one go.
struct turn {
    size_t cell;       // index into plan.cells
    size_t block;      // index into its placements
    unsigned long lot; // its place in a pass, from turn_shuffle()
};

// Seconds that a turn of a cell is expected to take.
double turn_seconds(const struct plan_cell *cell);

// Puts turns, which stand in the order of the plan's cells, in the order of the pass-th pass over
// it: sizes ascending, and those of one size and condition in random order, which is the same for
// those of a race that was broken off as it would have been. False where memory is short.
bool turn_shuffle(const struct plan *plan, size_t pass, struct turn *turns, size_t count);

// How many blocks of a cell say too little of a core of one's own, fewer than a quarter of the
// rounds planned being untainted with a probe below `shared_probe`, and have not been gone back to;
// *next is the placement of the first of them. Blocks that were gone back to stand behind those of
// the plan, and can be disturbed in their turn. 0 where the cell has no room for more.
size_t turn_owed(const struct plan_cell *cell, const struct cell_samples *samples,
                 double shared_probe, size_t *next);

#endif
