// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/gate.h"

#include "bench/analyse/summary.h"
#include "bench/machine/clock.h"

#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The stages, fixed beforehand; a budget may shorten all of them alike, down to least_scale.
static const struct {
    const char *title;
    double seconds; // a cell
    size_t blocks, blocks_large, rounds_most;
} stages[GATE_STAGES] = {{"stage 1 of 3", 0.1, 20, 20, 8},
                         {"stage 2 of 3", 1, 64, 32, 16},
                         {"stage 3 of 3", 2, 64, 32, 16}};

static const double least_scale = 0.25;

enum { ROUNDS_LEAST = 5 };

// Of a budget: what writing the reports takes, and what share of cells is taken to need the later
// stages.
static const double present_seconds = 0.3, suspects = 0.1;

struct gate {
    const struct gate_options *options;
    struct gate_cells cells;
    size_t *chosen; // room for every cell
    struct gate_job *jobs;
    double scale, begin;
    struct gate_report *report;
    struct failure *failure;
};

static struct plan_pairs_options plan_of(const struct gate *g, size_t stage) {
    return (struct plan_pairs_options){
        .cell_seconds = stages[stage].seconds * g->scale,
        .blocks = stages[stage].blocks,
        .blocks_large = stages[stage].blocks_large,
        .rounds_least = ROUNDS_LEAST,
        .rounds_most = stages[stage].rounds_most,
        .seed = g->options->seed + (uint32_t)stage * 0x9e3779b9U, // fresh placements
    };
}

static struct gate_stage_options stage_options(const struct gate *g, size_t stage, size_t count) {
    const struct gate_options *o = g->options;
    for (size_t i = 0; i < count; i++) {
        const struct gate_cell *cell = &g->cells.cells[g->chosen[i]];
        g->jobs[i] = (struct gate_job){cell->pair, cell->bytes};
    }
    return (struct gate_stage_options){.pairs = g->cells.pairs,
                                       .pair_count = g->cells.pair_count,
                                       .jobs = g->jobs,
                                       .job_count = count,
                                       .plan = plan_of(g, stage),
                                       .mapping = &o->mapping,
                                       .topology = o->topology,
                                       .place = o->place,
                                       .title = stages[stage].title,
                                       .step = o->step,
                                       .context = o->context,
                                       .interrupt = o->interrupt};
}

// Seconds that a cell of that size takes in a stage and all after it.
struct later {
    const struct gate *gate;
    size_t stage;
};

static double cost_of_later(const void *context, size_t bytes) {
    const struct later *l = context;
    double seconds = 0;
    for (size_t stage = l->stage; stage < GATE_STAGES; stage++) {
        const struct plan_pairs_options plan = plan_of(l->gate, stage);
        seconds += plan_pairs_seconds(&plan, bytes);
    }
    return seconds;
}

// Of the whole, at the scale as it stands.
static double seconds_needed(struct gate *g) {
    size_t count = gate_cells_of_stage(&g->cells, 0, g->chosen);
    const struct gate_stage_options first = stage_options(g, 0, count);
    const struct later later = {g, 1};
    double seconds = present_seconds, later_seconds = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        double cost = cost_of_later(&later, g->jobs[i].bytes);
        later_seconds += cost;
        most = fmax(most, cost);
    }
    if (count > 0)
        seconds += gate_stage_verify_seconds(&first) + gate_stage_seconds(&first);
    return seconds + fmax(most, suspects * later_seconds);
}

static bool fit_budget(struct gate *g) {
    double budget = g->options->budget, low = least_scale, high = 1;
    g->scale = 1;
    if (budget <= 0 || seconds_needed(g) <= budget)
        return true;
    g->scale = least_scale;
    double least = seconds_needed(g);
    if (least > budget)
        return failure_set(g->failure, EXIT_USAGE,
                           "--budget %g: too little to decide anything (%.0f s are the least for "
                           "these pairs; or fewer --sizes)",
                           budget, ceil(least));
    for (unsigned i = 0; i < 20; i++) {
        g->scale = (low + high) / 2;
        *(seconds_needed(g) <= budget ? &low : &high) = g->scale;
    }
    g->scale = low;
    return true;
}

// What goes wrong once we are at it is a part of the report. The first such thing counts.
__attribute__((format(printf, 3, 4))) static void set_fault(struct gate *g, enum exit_status status,
                                                            const char *format, ...) {
    va_list args;
    char text[GATE_FAULT];
    if (g->report->fault[0] != '\0')
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fingerprint_clean(g->report->fault, sizeof g->report->fault, text); // it may quote a path
    g->report->status = status;
}

// Whether the stage came to its end. If not, who was at work is named.
static bool is_complete(struct gate *g, const struct gate_stage *stage, const char *doing) {
    char size[SIZE_TEXT];
    const struct gate_job *job = &g->jobs[stage->job];
    const char *name = g->cells.pairs[job->pair].candidate->name;
    size_format(job->bytes, size);
    if (stage->end == STAGE_INTERRUPTED)
        set_fault(g, (enum exit_status)(128 + interrupt_pending(g->options->interrupt)),
                  "interrupted");
    if (stage->end == STAGE_CRASHED && stage->signal == SIGKILL) // no instruction does that
        set_fault(g, EXIT_ENVIRONMENT,
                  "%s, %s: the process was killed while %s (raise the limits of memory and time)",
                  name, size, doing);
    else if (stage->end == STAGE_CRASHED)
        set_fault(g, EXIT_UNVERIFIED, "%s, %s: the process was ended by signal %d (%s) while %s",
                  name, size, stage->signal, strsignal(stage->signal), doing);
    if (stage->end == STAGE_HUNG)
        set_fault(g, EXIT_UNVERIFIED, "%s, %s: hangs while %s", name, size, doing);
    return stage->end == STAGE_DONE;
}

static void check_certificate(struct gate *g, const struct certificate *certificate,
                              const char *arm, const char *name) {
    if (certificate->calls > 0 && !certificate->passed)
        set_fault(g, EXIT_UNVERIFIED, "%s %s is wrong: %.400s", arm, name,
                  certificate_fault(certificate)->text);
}

// Both of every pair that is to be timed, before anybody is. The candidate first: it is the news.
static bool verify(struct gate *g) {
    struct gate_stage stage;
    size_t count = gate_cells_of_stage(&g->cells, 0, g->chosen),
           certified = 2 * g->cells.pair_count;
    struct gate_stage_options options = stage_options(g, 0, count);
    struct certificate *certificates = calloc(certified + 1, sizeof *certificates);
    if (certificates == NULL)
        return failure_set(g->failure, EXIT_ENVIRONMENT, "gate: out of memory");
    double begin = clock_ns();
    options.title = "verify";
    bool ok = gate_stage_verify(&options, certificates, &stage, g->failure);
    if (ok) {
        for (size_t i = 0; i < g->cells.pair_count; i++) {
            check_certificate(g, &certificates[2 * i + 1], "candidate",
                              g->cells.pairs[i].candidate->name);
            check_certificate(g, &certificates[2 * i], "base", g->cells.pairs[i].base->name);
        }
        check_certificate(g, &certificates[certified], "anchor", "anchor_sse2");
        (void)is_complete(g, &stage, "it was verified");
        gate_stage_close(&stage);
    }
    free(certificates);
    g->report->verify_seconds = (clock_ns() - begin) / 1e9;
    return ok;
}

static double baseline_of(const struct gate *g, const struct gate_stage *stage, size_t count) {
    size_t total = 0, n = 0;
    for (size_t i = 0; i < count; i++)
        total += gate_stage_slot(stage, i)->round_count;
    double *probes = malloc((total + 1) * sizeof *probes);
    if (probes == NULL)
        return INFINITY;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < gate_stage_slot(stage, i)->round_count; j++)
            probes[n++] = gate_stage_slot(stage, i)->rounds[j].probe;
    double baseline = summary_baseline_of(probes, n, fingerprint_probe_alone(&g->report->machine));
    free(probes);
    return baseline;
}

// What a stage has measured, also of one that was broken off.
static void take_samples(struct gate *g, const struct gate_stage *stage, size_t index,
                         size_t count) {
    double baseline = baseline_of(g, stage, count);
    for (size_t i = 0; i < count; i++) {
        const struct gate_slot *slot = gate_stage_slot(stage, i);
        const struct gate_samples samples = {slot->blocks, slot->block_count, slot->rounds,
                                             slot->round_count};
        struct gate_cell *cell = &g->cells.cells[g->chosen[i]];
        char size[SIZE_TEXT];
        if (slot->block_count == 0)
            continue;
        cell->stages[index] = gate_estimate_of(&samples, cell->tolerance, baseline);
        cell->stage_count = index + 1;
        cell->wrong = slot->wrong;
        if (slot->wrong)
            set_fault(g, EXIT_UNVERIFIED, "%s, %s: copied something else when it was timed",
                      cell->name, size_format(cell->bytes, size));
    }
}

static bool has_fault(const struct gate *g) {
    return g->report->fault[0] != '\0';
}

static bool settle(struct gate *g) {
    return gate_suite_settle(g->cells.cells, g->cells.count) ||
           failure_set(g->failure, EXIT_ENVIRONMENT, "gate: out of memory");
}

static bool take_stage(struct gate *g, size_t index) {
    struct gate_stage stage;
    size_t count = gate_cells_of_stage(&g->cells, index, g->chosen);
    const struct later later = {g, index};
    if (index > 0 && g->options->budget > 0) {
        double left = g->options->budget - present_seconds - (clock_ns() - g->begin) / 1e9;
        count = gate_cells_fit(&g->cells, g->chosen, count, left, cost_of_later, &later);
    }
    if (count == 0)
        return settle(g);
    const struct gate_stage_options options = stage_options(g, index, count);
    if (!gate_stage_measure(&options, &stage, g->failure))
        return false;
    if (stage.core_hz > 0)
        g->report->machine.core_hz = stage.core_hz;
    if (g->report->page_bytes == 0) // the first stage has all sizes
        g->report->page_bytes = stage.page_bytes;
    take_samples(g, &stage, index, count);
    (void)is_complete(g, &stage, "it was timed");
    gate_stage_close(&stage);
    return settle(g);
}

static bool run(struct gate *g) {
    bool ok = settle(g) && fit_budget(g);
    if (ok && gate_cells_of_stage(&g->cells, 0, g->chosen) > 0) {
        ok = verify(g);
        for (size_t stage = 0; ok && stage < GATE_STAGES && !has_fault(g); stage++)
            ok = take_stage(g, stage);
    }
    return ok;
}

static void sum_up(struct gate *g) {
    struct gate_report *r = g->report;
    r->suite = gate_suite_of(g->cells.cells, g->cells.count);
    r->signal = interrupt_pending(g->options->interrupt);
    if (!has_fault(g))
        r->status = gate_suite_status(&r->suite);
    if (r->signal != 0)
        r->status = (enum exit_status)(128 + r->signal);
    r->wall_seconds = (clock_ns() - g->begin) / 1e9;
    r->cells = g->cells.cells;
    r->cell_count = g->cells.count;
    g->cells.cells = NULL;
}

bool gate_run(const struct gate_options *options, struct gate_report *out,
              struct failure *failure) {
    struct gate g = {
        .options = options, .scale = 1, .begin = clock_ns(), .report = out, .failure = failure};
    if (!gate_cells_make(&options->cells, &g.cells, failure))
        return false;
    fingerprint_read(&out->machine, &options->place);
    topology_shape(options->topology, &options->place, &out->machine.shape);
    const struct impl anchor = gate_anchor();
    memcpy(out->anchor_sha256, anchor.sha256, sizeof out->anchor_sha256);
    out->seed = options->seed;
    out->tolerance = options->cells.tolerance;
    out->tolerance_large = options->cells.tolerance_large;
    g.chosen = calloc(g.cells.count, sizeof *g.chosen);
    g.jobs = calloc(g.cells.count, sizeof *g.jobs);
    bool ok = false;
    if (g.chosen != NULL && g.jobs != NULL)
        ok = run(&g);
    else
        failure_set(failure, EXIT_ENVIRONMENT, "gate: out of memory");
    sum_up(&g);
    if (!ok)
        out->status = failure->status;
    free(g.chosen);
    free(g.jobs);
    gate_cells_free(&g.cells);
    return ok;
}
