// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which cells a gate has, and which of them a stage takes.
#ifndef TASK_GATE_CELLS_H
#define TASK_GATE_CELLS_H

#include "bench/analyse/gate_suite.h"
#include "bench/base/sizes.h"
#include "bench/task/gate_stage.h"

enum {
    GATE_CANARIES = 20,
    GATE_CANARIES_LARGE = 2, // most beside one cell above SAMPLE_LARGE
};

struct gate_cells_options {
    const struct gate_pair *pairs;
    size_t pair_count;
    const struct size_list *sizes;
    double tolerance, tolerance_large; // above SAMPLE_LARGE
    bool identical_too; // measure what are the same bytes in the first stage: for their own sake
};

struct gate_cells {
    struct gate_cell *cells; // owned; sizes ascending, then canaries, sizes ascending
    size_t count;
    bool identical_too;
    struct gate_pair *pairs; // owned; those given, then one of a base and itself for each canary's
    size_t pair_count;
};

// Whether both are known to be the same bytes once they are mapped.
bool gate_pair_is_identical(const struct gate_pair *pair);

// A cell for each pair at each size that its contracts allow, and canaries spread over those that
// are to be measured: GATE_CANARIES, fewer where large cells are few, or none where nothing is to
// be. EXIT_USAGE where there are pairs and no size is allowed to any.
bool gate_cells_make(const struct gate_cells_options *options, struct gate_cells *out,
                     struct failure *failure);
void gate_cells_free(struct gate_cells *cells);

// The jobs by which newcomers are verified: each at all sizes that its contract allows, sizes
// ascending. `out` has room for every size of every newcomer. Returns how many.
size_t gate_cells_of_newcomers(const struct gate_pair *newcomers, size_t count,
                               const struct size_list *sizes, struct gate_job *out);

// The settled cells that go into stage 0, 1 or 2, sizes ascending, as indices into cells->cells;
// out has room for all of them. Returns how many.
size_t gate_cells_of_stage(const struct gate_cells *cells, size_t stage, size_t *out);

// Keeps what fits into so many seconds: canaries first, then the largest slowdowns, then what
// nothing is known of. `cost` tells a cell's seconds. Who does not fit is out of time. Returns how
// many are left, in their order.
size_t gate_cells_fit(struct gate_cells *cells, size_t *chosen, size_t count, double seconds,
                      double (*cost)(const void *context, size_t bytes), const void *context);

#endif
