// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/gate_suite.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

enum { SECOND = 1, LAST = GATE_STAGES - 1 };

const char *gate_reason_text(enum gate_reason reason) {
    static const char *const texts[GATE_REASONS] = {
        [GATE_DECIDED] = "",
        [GATE_UNMEASURED] = "not measured",
        [GATE_TOO_FEW] = "too few rounds were undisturbed",
        [GATE_TOO_WIDE] = "the interval holds the tolerance",
        [GATE_NOT_ALONE] = "slower, but no more than so many cells bring along by chance",
        [GATE_UNCONFIRMED] = "a difference that no other process has found",
        [GATE_WRONG] = "it copied something else when it was timed",
        [GATE_NO_TIME] = "the budget was used up",
    };
    return texts[reason];
}

bool gate_holm(const double *p, size_t count, size_t family, double *adjusted) {
    size_t *order = malloc((count + 1) * sizeof *order);
    double most = 0;
    if (order == NULL)
        return false;
    gsl_sort_index(order, p, 1, count);
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fmin(1, (double)(family - i) * p[order[i]]));
        adjusted[order[i]] = most;
    }
    free(order);
    return true;
}

bool gate_q_values(const double *p, size_t count, double *q) {
    size_t *order = malloc((count + 1) * sizeof *order);
    double least = 1;
    if (order == NULL)
        return false;
    gsl_sort_index(order, p, 1, count);
    for (size_t i = count; i-- > 0;) {
        least = fmin(least, (double)count * p[order[i]] / (double)(i + 1));
        q[order[i]] = least;
    }
    free(order);
    return true;
}

const struct gate_estimate *gate_cell_latest(const struct gate_cell *cell) {
    return cell->stage_count > 0 ? &cell->stages[cell->stage_count - 1] : NULL;
}

typedef bool adjust(const double *p, size_t count, size_t family, double *out);
typedef double *figure(struct gate_cell *cell);

static double *holm_of(struct gate_cell *cell) {
    return &cell->holm;
}

static double *q_of(struct gate_cell *cell) {
    return &cell->q;
}

static bool q_in_family(const double *p, size_t count, size_t family, double *out) {
    (void)family;
    return gate_q_values(p, count, out);
}

// Whether it is a question of that family.
static bool belongs(const struct gate_cell *c, bool canaries) {
    return c->canary == canaries && !c->identical && c->stage_count > 0;
}

// Adjusts the p of a stage, or of each cell's latest where `stage` is GATE_STAGES, over the cells
// of a family that have been through it.
static bool adjust_family(struct gate_cell *cells, size_t count, bool canaries, size_t stage,
                          adjust *by, figure *to) {
    double *p = calloc(count + 1, sizeof *p), *out = calloc(count + 1, sizeof *out);
    size_t family = 0, used = 0;
    bool ok = p != NULL && out != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        const struct gate_cell *c = &cells[i];
        family += belongs(c, canaries);
        if (belongs(c, canaries) && (stage == GATE_STAGES || c->stage_count > stage))
            p[used++] = stage == GATE_STAGES ? gate_cell_latest(c)->p : c->stages[stage].p;
    }
    ok = ok && by(p, used, family, out);
    used = 0;
    for (size_t i = 0; ok && i < count; i++)
        if (belongs(&cells[i], canaries) && (stage == GATE_STAGES || cells[i].stage_count > stage))
            *to(&cells[i]) = out[used++];
    free(p);
    free(out);
    return ok;
}

static bool was_found_before(const struct gate_cell *c, enum gate_verdict verdict) {
    for (size_t i = 0; i + 1 < c->stage_count; i++)
        if (c->stages[i].verdict == verdict)
            return true;
    return false;
}

// Whether the third stage says other than the second did. The first is too short to object.
static bool is_contradicted(const struct gate_cell *c) {
    enum gate_verdict second = c->stages[SECOND].verdict;
    return c->stage_count > LAST && second != GATE_INCONCLUSIVE &&
           second != c->stages[LAST].verdict;
}

// Why there is no verdict; GATE_DECIDED where there is one. Holm's adjustment stands.
static enum gate_reason reason_of(const struct gate_cell *c, const struct gate_estimate *latest) {
    bool slower = latest->verdict == GATE_REGRESSION;
    if (c->wrong)
        return GATE_WRONG; // no times of a copy
    if (latest->verdict == GATE_INCONCLUSIVE)
        return latest->blocks < GATE_BLOCKS_LEAST ? GATE_TOO_FEW : GATE_TOO_WIDE;
    if (is_contradicted(c))
        return GATE_UNCONFIRMED;
    if (latest->verdict == GATE_PASS)
        return GATE_DECIDED;
    if (!was_found_before(c, latest->verdict) || (slower && c->stage_count <= LAST))
        return GATE_UNCONFIRMED;
    return slower && c->holm > GATE_ALPHA ? GATE_NOT_ALONE : GATE_DECIDED;
}

static void settle(struct gate_cell *c) {
    const struct gate_estimate *latest = gate_cell_latest(c);
    c->reason = c->identical     ? GATE_DECIDED
                : latest == NULL ? GATE_UNMEASURED
                                 : reason_of(c, latest);
    if (c->reason != GATE_DECIDED && c->out_of_time)
        c->reason = GATE_NO_TIME;
    if (c->reason != GATE_DECIDED)
        c->verdict = GATE_INCONCLUSIVE;
    else
        c->verdict = c->identical ? GATE_PASS : latest->verdict;
}

bool gate_suite_settle(struct gate_cell *cells, size_t count) {
    for (size_t i = 0; i < count; i++)
        cells[i].holm = cells[i].q = 1;
    for (unsigned canaries = 0; canaries < 2; canaries++)
        if (!adjust_family(cells, count, canaries, LAST, gate_holm, holm_of) ||
            !adjust_family(cells, count, canaries, GATE_STAGES, q_in_family, q_of))
            return false;
    for (size_t i = 0; i < count; i++)
        settle(&cells[i]);
    return true;
}

bool gate_cell_goes_on(const struct gate_cell *cell) {
    return cell->stage_count > 0 && cell->stage_count <= LAST && cell->reason != GATE_DECIDED &&
           !cell->out_of_time && !cell->wrong;
}

struct gate_suite gate_suite_of(const struct gate_cell *cells, size_t count) {
    struct gate_suite suite = {.detectable = 0};
    for (size_t i = 0; i < count; i++) {
        const struct gate_cell *c = &cells[i];
        const struct gate_estimate *latest = gate_cell_latest(c);
        if (c->canary) {
            suite.canaries++;
            suite.alarms += c->verdict == GATE_REGRESSION || c->verdict == GATE_IMPROVED;
            continue;
        }
        suite.counts[c->verdict]++;
        suite.identical += c->identical;
        if (c->identical)
            continue;
        suite.measured += latest != NULL;
        if (latest != NULL && !isnan(suite.detectable) && !(latest->detectable <= suite.detectable))
            suite.detectable = latest->detectable; // a NAN too, and it stays
    }
    if (suite.measured == 0)
        suite.detectable = NAN;
    return suite;
}

enum exit_status gate_suite_status(const struct gate_suite *suite) {
    if (suite->alarms > 0)
        return EXIT_INCONCLUSIVE;
    if (suite->counts[GATE_REGRESSION] > 0)
        return EXIT_REGRESSION;
    return suite->counts[GATE_INCONCLUSIVE] > 0 ? EXIT_INCONCLUSIVE : EXIT_OK;
}
