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
    const struct turn *turns;
    const struct measure_hooks *hooks;
    struct cell_samples *samples; // of the turn being taken
    bool stopped;
    bool began;      // the turn
    bool miscounted; // Google Benchmark made more or fewer rounds than it was told to
};

static void begin_turn(void *context, size_t turn) {
    struct stage *stage = context;
    *stage->samples = (struct cell_samples){0};
    stage->stopped = stage->stopped || stage->hooks->stop(stage->hooks->context);
    stage->began = !stage->stopped;
    if (!stage->began)
        return;
    stage->hooks->begin(stage->hooks->context, &stage->turns[turn], stage->samples);
    sampler_begin(stage->sampler, &stage->turns[turn], stage->samples);
}

static double take_round(void *context, size_t turn) {
    (void)turn;
    struct stage *stage = context;
    stage->stopped = stage->stopped || stage->hooks->stop(stage->hooks->context);
    return stage->stopped ? 0 : sampler_round(stage->sampler);
}

static void end_turn(void *context, const struct gbench_report *report) {
    struct stage *stage = context;
    const struct turn *turn = &stage->turns[report->cell];
    const struct plan_cell *cell = &stage->sampler->plan->cells[turn->cell];
    stage->miscounted = stage->miscounted || report->iterations != sampler_most_rounds(cell);
    if (stage->began)
        sampler_end(stage->sampler);
    if (stage->samples->round_count > 0)
        stage->hooks->done(stage->hooks->context, turn, stage->samples);
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

static struct gbench_cell *cells_of(const struct plan *plan, const struct turn *turns,
                                    size_t count) {
    struct gbench_cell *cells = calloc(count, sizeof *cells);
    for (size_t i = 0; cells != NULL && i < count; i++) {
        const struct plan_cell *cell = &plan->cells[turns[i].cell];
        cells[i] = (struct gbench_cell){.name = cell->name, .rounds = sampler_most_rounds(cell)};
    }
    return cells;
}

bool measure_run(struct sampler *sampler, const struct turn *turns, size_t count,
                 const struct measure_hooks *hooks, struct failure *failure) {
    if (!can_open_files(failure))
        return false;
    struct stage stage = {.sampler = sampler,
                          .turns = turns,
                          .hooks = hooks,
                          .samples = malloc(sizeof *stage.samples)};
    struct gbench_cell *cells = cells_of(sampler->plan, turns, count);
    bool ok = stage.samples != NULL && cells != NULL;
    if (ok) {
        struct gbench_hooks gbench = {&stage, begin_turn, take_round, end_turn};
        size_t ran = gbench_run(cells, count, &gbench);
        if (ran != count || stage.miscounted)
            ok = failure_set(failure, EXIT_ENVIRONMENT,
                             "Google Benchmark ran %zu of %zu cells%s (has it flags of its own?)",
                             ran, count, stage.miscounted ? ", not all to their end" : "");
    } else {
        failure_set(failure, EXIT_ENVIRONMENT, "measure: out of memory");
    }
    free(cells);
    free(stage.samples);
    return ok;
}
