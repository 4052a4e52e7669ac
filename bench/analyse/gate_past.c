// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/gate_past.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *gate_drift_name(enum gate_drift_kind kind) {
    static const char *const names[DRIFT_KINDS] = {"unchanged", "slower", "faster", "unknown"};
    return names[kind];
}

bool gate_past_fits(const struct baseline *baseline, const struct gate_report *report,
                    char out[COMPARABLE_TEXT]) {
    char version[16], ours[16];
    snprintf(version, sizeof version, "%d", baseline->version);
    snprintf(ours, sizeof ours, "%d", BASELINE_SCHEMA_VERSION);
    // Where nothing was measured there were no buffers, and no pages that could differ.
    size_t pages = report->page_bytes != 0 ? report->page_bytes : baseline->page_bytes;
    out[0] = '\0';
    comparable_hold(out, "schema version", version, ours);
    if (out[0] != '\0')
        return false;
    comparable_hold(out, "anchor", baseline->anchor, report->anchor_sha256);
    comparable_fingerprints(out, &baseline->machine, baseline->page_bytes, &report->machine, pages);
    return out[0] == '\0';
}

// The estimate that has a ratio to be kept; NULL where there is none.
static const struct gate_estimate *kept_of(const struct gate_cell *cell) {
    const struct gate_estimate *e = gate_cell_latest(cell);
    bool has = !cell->canary && !cell->wrong && e != NULL && e->blocks >= GATE_BLOCKS_LEAST &&
               isfinite(e->to_anchor) && isfinite(e->to_anchor_lo) && isfinite(e->to_anchor_hi);
    return has ? e : NULL;
}

static const struct baseline_row *row_of(const struct baseline *b, const struct gate_cell *cell) {
    for (size_t i = 0; i < b->row_count; i++)
        if (b->rows[i].bytes == cell->bytes && strcmp(b->rows[i].impl, cell->name) == 0)
            return &b->rows[i];
    return NULL;
}

static struct gate_drift drift_of(const struct gate_cell *cell, const struct gate_estimate *now,
                                  const struct baseline_row *then) {
    double mean = log(now->to_anchor / then->to_anchor), d = log1p(cell->tolerance);
    double h = hypot(log(now->to_anchor_hi / now->to_anchor_lo), log(then->hi / then->lo)) / 2;
    struct gate_drift drift = {
        .change = expm1(mean),
        .lo = expm1(mean - h),
        .hi = expm1(mean + h),
        .same_bytes = cell->sha256[0] != '\0' && strcmp(cell->sha256, then->sha256) == 0,
    };
    if (now->from_shared != then->shared_core)
        drift.kind = DRIFT_UNKNOWN;
    else if (mean - h > d)
        drift.kind = DRIFT_SLOWER;
    else if (mean + h < -d)
        drift.kind = DRIFT_FASTER;
    return drift;
}

bool gate_past_compare(const struct baseline *baseline, struct gate_report *report,
                       struct failure *failure) {
    struct gate_past *past = &report->past;
    past->drifts = calloc(report->cell_count + 1, sizeof *past->drifts);
    if (past->drifts == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "check: out of memory");
    for (size_t i = 0; i < report->cell_count; i++) {
        const struct gate_cell *cell = &report->cells[i];
        const struct gate_estimate *now = kept_of(cell);
        const struct baseline_row *then = row_of(baseline, cell);
        if (now == NULL || then == NULL)
            continue;
        struct gate_drift *drift = &past->drifts[past->drift_count++];
        *drift = drift_of(cell, now, then);
        drift->cell = i;
        past->counts[drift->kind]++;
    }
    return true;
}

static const char *why_not(const struct gate_report *r) {
    if (r->fault[0] != '\0' || r->signal != 0)
        return "the run did not come to its end";
    if (r->status == EXIT_REGRESSION)
        return "a regression is nothing to go by";
    return r->suite.alarms > 0 ? "canaries differed" : NULL;
}

static struct baseline_row row_from(const struct gate_cell *cell, const struct gate_estimate *e) {
    struct baseline_row row = {.bytes = cell->bytes,
                               .to_anchor = e->to_anchor,
                               .lo = e->to_anchor_lo,
                               .hi = e->to_anchor_hi,
                               .shared_core = e->from_shared};
    memcpy(row.impl, cell->name, sizeof row.impl);
    memcpy(row.sha256, cell->sha256, sizeof row.sha256);
    return row;
}

bool gate_past_make(const struct gate_report *report, struct baseline *out, char why[RESULT_TEXT],
                    struct failure *failure) {
    const char *reason = why_not(report);
    *out = (struct baseline){.version = BASELINE_SCHEMA_VERSION,
                             .machine = report->machine,
                             .page_bytes = report->page_bytes};
    memcpy(out->anchor, report->anchor_sha256, sizeof out->anchor);
    memcpy(out->date, report->date, sizeof out->date);
    memcpy(out->command, report->command, sizeof out->command);
    out->rows = calloc(report->cell_count + 1, sizeof *out->rows);
    if (out->rows == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "check: out of memory");
    for (size_t i = 0; reason == NULL && i < report->cell_count; i++) {
        const struct gate_estimate *e = kept_of(&report->cells[i]);
        if (e != NULL && out->row_count < BASELINE_ROWS)
            out->rows[out->row_count++] = row_from(&report->cells[i], e);
    }
    if (reason == NULL && out->row_count == 0)
        reason = "no cell has a ratio";
    snprintf(why, RESULT_TEXT, "%s", reason != NULL ? reason : "");
    return true;
}
