// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A gate's cells beside those of a stored baseline. Both are ratios to the anchor, whose bytes
// never change: change = (candidate / anchor) now / (candidate / anchor) then - 1. With h = (ln hi
// - ln lo) / 2 for either, its 95 % interval is exp(ln change +- sqrt(h_now^2 + h_then^2)): the two
// runs are independent. It is held against the cell's tolerance, and no verdict comes from it:
// two runs differ by more than their intervals say.
#ifndef ANALYSE_GATE_PAST_H
#define ANALYSE_GATE_PAST_H

#include "bench/analyse/gate_report.h"
#include "bench/record/baseline.h"

// Whether a baseline may be held against a report: the same schema, anchor and, by comparable.h,
// machine. If not, `out` names what differs.
bool gate_past_fits(const struct baseline *baseline, const struct gate_report *report,
                    char out[COMPARABLE_TEXT]);

// Fills in the drifts of a report's past from a baseline that fits: of all cells that both have.
bool gate_past_compare(const struct baseline *baseline, struct gate_report *report,
                       struct failure *failure);

// What there is to store of a report. Its rows are owned by the caller (baseline_free); there are
// none, and `why` says why, where it ended in a regression, a fault or an alarm, or has no ratios.
bool gate_past_make(const struct gate_report *report, struct baseline *out, char why[RESULT_TEXT],
                    struct failure *failure);

// "unchanged", "slower", "faster", "unknown".
const char *gate_drift_name(enum gate_drift_kind kind);

#endif
