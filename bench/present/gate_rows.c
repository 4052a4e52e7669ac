// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/gate_rows.h"

#include "bench/analyse/gate_past.h"
#include "bench/base/sizes.h"

#include <math.h>
#include <stdlib.h>

static int rank(enum gate_verdict verdict) {
    static const int ranks[GATE_VERDICTS] = {
        [GATE_REGRESSION] = 0, [GATE_INCONCLUSIVE] = 1, [GATE_IMPROVED] = 3, [GATE_PASS] = 2};
    return ranks[verdict];
}

static double slowdown_of(const struct gate_cell *cell) {
    const struct gate_estimate *e = gate_cell_latest(cell);
    return e != NULL && isfinite(e->slowdown) ? e->slowdown : -INFINITY;
}

static int worst_first(const void *a, const void *b) {
    const struct gate_cell *x = *(const struct gate_cell *const *)a,
                           *y = *(const struct gate_cell *const *)b;
    double s = slowdown_of(x), t = slowdown_of(y);
    if (x->verdict != y->verdict)
        return rank(x->verdict) - rank(y->verdict);
    if (s != t)
        return s > t ? -1 : 1;
    return (x > y) - (x < y); // as they were
}

const struct gate_cell **gate_rows_sorted(const struct gate_report *report, size_t *count) {
    const struct gate_cell **rows = calloc(report->cell_count + 1, sizeof *rows);
    *count = 0;
    for (size_t i = 0; rows != NULL && i < report->cell_count; i++)
        if (!report->cells[i].canary && !report->cells[i].identical)
            rows[(*count)++] = &report->cells[i];
    if (rows != NULL)
        qsort(rows, *count, sizeof *rows, worst_first);
    return rows;
}

const char *gate_rows_outcome(const struct gate_report *report) {
    if (report->signal != 0)
        return "interrupted";
    switch (report->status) {
    case EXIT_OK: return report->suite.counts[GATE_IMPROVED] > 0 ? "improved" : "pass";
    case EXIT_REGRESSION: return "regression";
    case EXIT_INCONCLUSIVE: return "inconclusive";
    default: return "failed";
    }
}

static size_t cells_of(const struct gate_suite *s) {
    size_t count = 0;
    for (size_t v = 0; v < GATE_VERDICTS; v++)
        count += s->counts[v];
    return count;
}

void gate_rows_headline(const struct gate_report *report, char out[GATE_LINE]) {
    const struct gate_suite *s = &report->suite;
    const char *outcome = gate_rows_outcome(report);
    if (report->fault[0] != '\0')
        snprintf(out, GATE_LINE, "%s: %s", outcome, report->fault);
    else if (s->alarms > 0)
        snprintf(out, GATE_LINE,
                 "%s: %zu of %zu canaries, the same bytes twice, differed (run it again)", outcome,
                 s->alarms, s->canaries);
    else
        snprintf(out, GATE_LINE,
                 "%s: of %zu cells %zu slower, %zu undecided, %zu faster, %zu within the tolerance",
                 outcome, cells_of(s), s->counts[GATE_REGRESSION], s->counts[GATE_INCONCLUSIVE],
                 s->counts[GATE_IMPROVED], s->counts[GATE_PASS]);
}

void gate_rows_account(const struct gate_report *report, char out[GATE_LINE]) {
    const struct gate_suite *s = &report->suite;
    int used =
        snprintf(out, GATE_LINE, "%zu measured, %zu the same bytes; %zu canaries, %zu alarms",
                 s->measured, s->identical, s->canaries, s->alarms);
    if (s->measured > 0 && isfinite(s->detectable))
        snprintf(out + used, GATE_LINE - (size_t)used,
                 "; a slowdown of %.1f %% or more would have been seen in every cell",
                 100 * s->detectable);
    else if (s->measured > 0)
        snprintf(out + used, GATE_LINE - (size_t)used, "; some cells could not be told at all");
}

void gate_rows_describe(const struct gate_cell *cell, char out[GATE_LINE]) {
    const struct gate_estimate *e = gate_cell_latest(cell);
    const char *why = gate_reason_text(cell->reason);
    if (cell->identical)
        snprintf(out, GATE_LINE, "the same bytes");
    else if (e == NULL || !isfinite(e->slowdown))
        snprintf(out, GATE_LINE, "%s", why);
    else
        snprintf(out, GATE_LINE,
                 "%+.2f %% (95 %% interval %+.2f %% to %+.2f %%; tolerance %.3g %%)%s%s",
                 100 * e->slowdown, 100 * e->lo, 100 * e->hi, 100 * cell->tolerance,
                 why[0] != '\0' ? ": " : "", why);
}

void gate_rows_past(const struct gate_report *report, char out[GATE_LINE]) {
    const struct gate_past *p = &report->past;
    if (!p->asked)
        out[0] = '\0';
    else if (p->path[0] == '\0')
        snprintf(out, GATE_LINE, "no comparable baseline: %s", p->differs);
    else if (p->differs[0] != '\0')
        snprintf(out, GATE_LINE, "no comparable baseline: %.200s is of another: %.380s", p->path,
                 p->differs);
    else
        snprintf(out, GATE_LINE,
                 "beside %.200s of %.40s: of %zu cells %zu slower, %zu faster, %zu not to be told, "
                 "the core being shared (advice)",
                 p->path, p->date, p->drift_count, p->counts[DRIFT_SLOWER], p->counts[DRIFT_FASTER],
                 p->counts[DRIFT_UNKNOWN]);
}

const struct gate_drift *gate_rows_next_drift(const struct gate_report *report,
                                              const struct gate_drift *after) {
    const struct gate_past *p = &report->past;
    for (size_t i = after != NULL ? (size_t)(after - p->drifts) + 1 : 0; i < p->drift_count; i++)
        if (p->drifts[i].kind == DRIFT_SLOWER || p->drifts[i].kind == DRIFT_FASTER)
            return &p->drifts[i];
    return NULL;
}

void gate_rows_drift(const struct gate_report *report, const struct gate_drift *drift,
                     char out[GATE_LINE]) {
    const struct gate_cell *cell = &report->cells[drift->cell];
    char size[SIZE_TEXT];
    snprintf(out, GATE_LINE,
             "%s, %s: %s than stored, %+.2f %% (95 %% interval %+.2f %% to %+.2f %%)%s", cell->name,
             size_format(cell->bytes, size), gate_drift_name(drift->kind), 100 * drift->change,
             100 * drift->lo, 100 * drift->hi,
             drift->same_bytes ? ": the same bytes, so it is the machine" : "");
}

const char *gate_rows_flags(const struct gate_cell *cell) {
    const struct gate_estimate *e = gate_cell_latest(cell);
    if (e == NULL)
        return "";
    if (e->layout_sensitive)
        return e->from_shared ? "layout-sensitive, shared core" : "layout-sensitive";
    return e->from_shared ? "shared core" : "";
}
