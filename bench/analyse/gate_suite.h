// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The gate over many cells. Stages are fixed beforehand, each in a process of its own, with data of
// its own: every cell shortly, those still undecided ten times as long, those still undecided twice
// as long again. Decided is
//
//   pass        in any stage, unless the third says so and the second found a difference
//   improved    in the second or third stage, where a stage before found it too
//   regression  in the third stage, where a stage before found it too, the second nothing else, and
//               Holm's adjusted p is at 0.05 or below, the family being all cells of the first
//
// so that nothing is called different that one process alone has seen.
//
// Holm (Scandinavian Journal of Statistics 6, 1979): of n sorted p, adjusted p_(i) = max over j ≤ i
// of min(1, (family − j + 1) p_(j)); cells that were done earlier count with p = 1. Shown beside it
// are q-values after Benjamini and Hochberg (Journal of the Royal Statistical Society B 57, 1995),
// of each cell's latest p: q_(i) = min over j ≥ i of min(1, n p_(j) / j).
//
// Canaries are cells of which both arms are the same bytes. They go through the same stages and are
// a family of their own. One that is decided to be slower, or faster, is an alarm: what this run
// says of other cells is then not to be believed.
#ifndef ANALYSE_GATE_SUITE_H
#define ANALYSE_GATE_SUITE_H

#include "bench/analyse/gate.h"
#include "bench/base/failure.h"
#include "bench/impl/impl.h"

enum { GATE_STAGES = 3 };

#define GATE_ALPHA 0.05

// Why there is no verdict.
enum gate_reason {
    GATE_DECIDED,
    GATE_UNMEASURED,  // nothing was, yet or at all
    GATE_TOO_FEW,     // too few rounds were undisturbed
    GATE_TOO_WIDE,    // the interval holds the tolerance
    GATE_NOT_ALONE,   // a regression, but no more than so many cells bring along by chance
    GATE_UNCONFIRMED, // a difference, but no other process has found it
    GATE_WRONG,       // a timed batch did not copy what it should have
    GATE_NO_TIME,     // the budget was used up before its next stage
    GATE_REASONS
};

struct gate_cell {
    char name[IMPL_NAME]; // of the pair
    size_t pair;          // its index
    size_t bytes;
    double tolerance;
    bool canary;
    bool identical; // both are the same bytes: passed without being judged, or even measured
    char sha256[IMPL_SHA256]; // of the candidate; empty where unknown
    bool wrong;               // a batch did not copy what it should have
    bool out_of_time;
    struct gate_estimate stages[GATE_STAGES];
    size_t stage_count; // it has been through
    // From here on what gate_suite_settle() says.
    enum gate_verdict verdict;
    enum gate_reason reason; // GATE_DECIDED unless inconclusive
    double holm;             // adjusted p in the third stage; 1 where it had none
    double q;
};

// What the cells come to.
struct gate_suite {
    size_t counts[GATE_VERDICTS]; // of cells that are no canaries
    size_t measured, identical;   // of these
    size_t canaries, alarms;
    double detectable; // the largest of all measured cells: a slowdown of that size or more would
                       // have been seen in each of them; NAN where one has none
};

// One line for people, static. Empty for GATE_DECIDED.
const char *gate_reason_text(enum gate_reason reason);

// Holm's adjusted p of count values in a family of at least as many; q-values. Neither needs the
// values sorted. False where memory is short.
bool gate_holm(const double *p, size_t count, size_t family, double *adjusted);
bool gate_q_values(const double *p, size_t count, double *q);

// Judges every cell by the stages it has been through. False where memory is short.
bool gate_suite_settle(struct gate_cell *cells, size_t count);

// Whether a settled cell goes into the next stage: it is undecided, and has not run out of time.
bool gate_cell_goes_on(const struct gate_cell *cell);

// The estimate that a cell's verdict comes from; NULL where it was not measured.
const struct gate_estimate *gate_cell_latest(const struct gate_cell *cell);

// Sums settled cells up.
struct gate_suite gate_suite_of(const struct gate_cell *cells, size_t count);

// EXIT_INCONCLUSIVE after an alarm, EXIT_REGRESSION where there is one, EXIT_INCONCLUSIVE where a
// cell is, EXIT_OK.
enum exit_status gate_suite_status(const struct gate_suite *suite);

#endif
