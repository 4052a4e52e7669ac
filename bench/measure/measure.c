// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/measure.h"

#include "bench/measure/gbench.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct stage {
    struct sampler *sampler;
    const struct measure_hooks *hooks;
    struct cell_samples *samples; // of the cell being measured
    bool stopped;
    bool miscounted; // Google Benchmark made more or fewer rounds than it was told to
};

static void begin_cell(void *context, size_t cell) {
    struct stage *stage = context;
    *stage->samples = (struct cell_samples){0};
    stage->stopped = stage->stopped || stage->hooks->stop(stage->hooks->context);
    if (stage->stopped)
        return;
    stage->hooks->begin(stage->hooks->context, cell);
    sampler_begin(stage->sampler, &stage->sampler->plan->cells[cell], stage->samples);
}

static double take_round(void *context, size_t cell) {
    (void)cell;
    struct stage *stage = context;
    stage->stopped = stage->stopped || stage->hooks->stop(stage->hooks->context);
    return stage->stopped ? 0 : sampler_round(stage->sampler);
}

static void end_cell(void *context, const struct gbench_report *report) {
    struct stage *stage = context;
    const struct plan_cell *cell = &stage->sampler->plan->cells[report->cell];
    stage->miscounted = stage->miscounted || report->iterations != sampler_most_rounds(cell);
    if (stage->samples->round_count > 0)
        stage->hooks->done(stage->hooks->context, report->cell, stage->samples);
}

// Google Benchmark ends the process where it cannot open a file of /sys that it has just found; it
// opens two at a time.
static bool can_open_files(struct failure *failure) {
    int files[3];
    size_t count = 0;
    while (count < 3 && (files[count] = open("/", O_PATH | O_CLOEXEC)) >= 0)
        count++;
    int reason = errno;
    for (size_t i = 0; i < count; i++)
        close(files[i]);
    return count == 3 || failure_set(failure, EXIT_ENVIRONMENT,
                                     "measure: %s (raise the limit, ulimit -n)", strerror(reason));
}

bool measure_run(struct sampler *sampler, const struct measure_hooks *hooks,
                 struct failure *failure) {
    const struct plan *plan = sampler->plan;
    if (!can_open_files(failure))
        return false;
    struct stage stage = {
        .sampler = sampler, .hooks = hooks, .samples = malloc(sizeof *stage.samples)};
    struct gbench_cell *cells = calloc(plan->cell_count, sizeof *cells);
    bool ok = stage.samples != NULL && cells != NULL;
    if (ok) {
        for (size_t i = 0; i < plan->cell_count; i++)
            cells[i] = (struct gbench_cell){.name = plan->cells[i].name,
                                            .rounds = sampler_most_rounds(&plan->cells[i])};
        struct gbench_hooks gbench = {&stage, begin_cell, take_round, end_cell};
        size_t ran = gbench_run(cells, plan->cell_count, &gbench);
        if (ran != plan->cell_count || stage.miscounted)
            ok = failure_set(failure, EXIT_ENVIRONMENT,
                             "Google Benchmark ran %zu of %zu cells%s (has it flags of its own?)",
                             ran, plan->cell_count,
                             stage.miscounted ? ", not all to their end" : "");
    } else {
        failure_set(failure, EXIT_ENVIRONMENT, "measure: out of memory");
    }
    free(cells);
    free(stage.samples);
    return ok;
}
