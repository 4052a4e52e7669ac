// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Whether and where a race that was broken off goes on.
#ifndef TASK_RESUME_H
#define TASK_RESUME_H

#include "bench/record/journal.h"
#include "bench/task/stand.h"

// Who is to race, as a result names them: those that can run, then those that cannot, in the order
// of the selection. To be freed; NULL where memory is short.
struct result_impl *resume_field(const struct selection *selection, size_t *count);

// Whether what is about to be run is the race that the journal is of: the same machine, program,
// core, implementations, plan. The failure (EXIT_USAGE) says what differs. `now` describes the
// machine as it is.
bool resume_check(const struct journal_content *found, const struct result *now,
                  const struct selection *selection, const struct plan *plan,
                  struct failure *failure);

// Whether a row is of that cell.
bool resume_is_row_of(const struct plan_cell *cell, const struct result_row *row);

// An implementation's certificate of before; NULL where it has none.
const struct result_impl *resume_certificate(const struct journal_content *found, const char *name);

// Whether an implementation takes part in cells that have not been measured yet, or may go before
// them (measure/follow.h).
bool resume_has_cells_left(const struct journal_content *found, const struct plan *plan,
                           const struct impl *impl);

// Takes the cells that have been measured out of the plan, but for those that may go before others.
void resume_drop_measured(const struct journal_content *found, struct plan *plan);

#endif
