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
    struct gate_job *newcomer_jobs;
    size_t newcomer_job_count;
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

// All but pairs and jobs.
static struct gate_stage_options options_of(const struct gate *g, size_t stage) {
    const struct gate_options *o = g->options;
    return (struct gate_stage_options){.plan = plan_of(g, stage),
                                       .mapping = &o->mapping,
                                       .topology = o->topology,
                                       .place = o->place,
                                       .title = stages[stage].title,
                                       .step = o->step,
                                       .context = o->context,
                                       .interrupt = o->interrupt};
}

static struct gate_stage_options stage_options(const struct gate *g, size_t stage, size_t count) {
    struct gate_stage_options options = options_of(g, stage);
    for (size_t i = 0; i < count; i++) {
        const struct gate_cell *cell = &g->cells.cells[g->chosen[i]];
        g->jobs[i] = (struct gate_job){cell->pair, cell->bytes};
    }
    options.pairs = g->cells.pairs;
    options.pair_count = g->cells.pair_count;
    options.jobs = g->jobs;
    options.job_count = count;
    return options;
}

static struct gate_stage_options newcomer_options(const struct gate *g) {
    struct gate_stage_options options = options_of(g, 0);
    options.pairs = g->options->newcomers;
    options.pair_count = g->options->newcomer_count;
    options.jobs = g->newcomer_jobs;
    options.job_count = g->newcomer_job_count;
    return options;
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
    const struct gate_stage_options newcomers = newcomer_options(g);
    const struct later later = {g, 1};
    double seconds = present_seconds, later_seconds = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        double cost = cost_of_later(&later, g->jobs[i].bytes);
        later_seconds += cost;
        most = fmax(most, cost);
    }
    seconds += gate_stage_verify_seconds(&first) + gate_stage_verify_seconds(&newcomers) +
               gate_stage_seconds(&first);
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
static bool is_complete(struct gate *g, const struct gate_stage_options *options,
                        const struct gate_stage *stage, const char *doing) {
    char size[SIZE_TEXT];
    const struct gate_job *job = &options->jobs[stage->job];
    const char *name = options->pairs[job->pair].candidate->name;
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

// Both of every pair that has a job. The candidate first: it is the news.
static bool verify(struct gate *g, struct gate_stage_options options) {
    struct gate_stage stage;
    size_t certified = 2 * options.pair_count;
    if (options.job_count == 0)
        return true;
    struct certificate *certificates = calloc(certified + 1, sizeof *certificates);
    if (certificates == NULL)
        return failure_set(g->failure, EXIT_ENVIRONMENT, "gate: out of memory");
    options.title = "verify";
    bool ok = gate_stage_verify(&options, certificates, &stage, g->failure);
    if (ok) {
        for (size_t i = 0; i < options.pair_count; i++) {
            const struct gate_pair *pair = &options.pairs[i];
            check_certificate(g, &certificates[2 * i + 1], "candidate", pair->candidate->name);
            check_certificate(g, &certificates[2 * i], "base", pair->base->name);
        }
        check_certificate(g, &certificates[certified], "anchor", "anchor_sse2");
        (void)is_complete(g, &options, &stage, "it was verified");
        gate_stage_close(&stage);
    }
    free(certificates);
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
    (void)is_complete(g, &options, &stage, "it was timed");
    gate_stage_close(&stage);
    return settle(g);
}

// All that is to be timed and all that is new, before anybody is timed. Who is new goes in a
// process of its own: what its contract asks of placements is then not asked of the pairs', which
// are verified where they will be timed.
static bool verify_all(struct gate *g) {
    double begin = clock_ns();
    size_t count = gate_cells_of_stage(&g->cells, 0, g->chosen);
    bool ok =
        verify(g, stage_options(g, 0, count)) && (has_fault(g) || verify(g, newcomer_options(g)));
    g->report->verify_seconds = (clock_ns() - begin) / 1e9;
    return ok;
}

static bool run(struct gate *g) {
    bool ok = settle(g) && fit_budget(g) && verify_all(g);
    for (size_t stage = 0; ok && stage < GATE_STAGES && !has_fault(g); stage++)
        ok = take_stage(g, stage);
    return ok;
}

static bool make_jobs(struct gate *g) {
    const struct gate_options *o = g->options;
    const struct size_list *sizes = o->cells.sizes;
    g->chosen = calloc(g->cells.count + 1, sizeof *g->chosen);
    g->jobs = calloc(g->cells.count + 1, sizeof *g->jobs);
    g->newcomer_jobs = calloc(o->newcomer_count * sizes->count + 1, sizeof *g->newcomer_jobs);
    if (g->chosen == NULL || g->jobs == NULL || g->newcomer_jobs == NULL)
        return failure_set(g->failure, EXIT_ENVIRONMENT, "gate: out of memory");
    g->newcomer_job_count =
        gate_cells_of_newcomers(o->newcomers, o->newcomer_count, sizes, g->newcomer_jobs);
    return true;
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
    bool ok = make_jobs(&g) && run(&g);
    sum_up(&g);
    if (!ok)
        out->status = failure->status;
    free(g.chosen);
    free(g.jobs);
    free(g.newcomer_jobs);
    gate_cells_free(&g.cells);
    return ok;
}
