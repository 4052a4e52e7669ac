// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/advise.h"

#include "bench/machine/clock.h"
#include "bench/measure/crew.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

enum {
    FEWEST_BLOCKS = 5, // that make an interval worth the name
    MOST_ROUNDS = 9,   // of a turn
    BOUTS = 3,         // of further passes over what is in doubt
    SHORTEST_BATCH_NS = 100000,
};

_Static_assert((int)SAMPLE_BLOCKS <= (int)ADVICE_BLOCKS_MOST, "a block for each placement");

// Bytes a second and core that a copy is taken to make before anybody has measured it.
static const double assumed_speed = 8e9;

// Of the time, what goes into the sweep, and by when what it left in doubt is to be settled; the
// rest is for confirming. Of that in turn, what goes into what is in no doubt as well.
static const double sweep_share = 0.5, settled_by = 0.7, confirm_share = 0.6;

// What one cell of one setting is measured with.
struct pace {
    size_t calls, rounds; // 0: not found out yet
};

// A size in a setting: what a pass goes over.
struct item {
    struct advice_cell *cell;
    struct glibc_thresholds arms[CREW_ARMS];
    unsigned setting;
    struct pace pace;
};

struct adviser {
    const struct advise_options *options;
    struct advice_report *report;
    struct crew *crew;
    gsl_rng *rng;
    struct item *items;
    size_t count;                     // of the items at hand
    struct advice_cell *fresh;        // room for the cells of what is confirmed
    const struct advice_change *anew; // of these; NULL: it is still the sweep
    enum advice_knob knob;            // that is confirmed
    const char *stage;
    size_t first;   // placement of a cell: those that confirm begin at another than the sweep's
    size_t draw;    // of the next pass: where its loop lies
    double turn_ns; // that an item is to take in a pass
    double end;     // clock_ns() by which the passes are to be over
};

static size_t members_of(const struct adviser *a, unsigned setting) {
    return setting == ADVICE_ALL_COPY || setting == ADVICE_ALL_READ ? a->report->cores : 1;
}

// The placements of a size, as the stand has verified them.
static const struct plan_cell *placed(const struct adviser *a, size_t bytes) {
    const struct plan *plan = &a->options->stand->plan;
    size_t i = 0;
    while (plan->cells[i].bytes != bytes)
        i++;
    return &plan->cells[i];
}

// At the placement whose turn it is.
static struct crew_job job_of(const struct adviser *a, const struct item *item,
                              const struct call_loop *loop) {
    const struct plan_cell *cell = placed(a, item->cell->bytes);
    size_t turn = a->first + item->cell->turns[item->setting];
    const struct placement *at = &cell->placements[turn % cell->blocks];
    return (struct crew_job){.loop = loop,
                             .fn = a->options->impl->entries[0],
                             .arms = {&item->arms[0], &item->arms[1]},
                             .bytes = item->cell->bytes,
                             .src_offset = at->src_offset,
                             .dst_offset = at->dst_offset,
                             .calls = 1,
                             .members = members_of(a, item->setting),
                             .then_read = item->setting == ADVICE_ONE_READ ||
                                          item->setting == ADVICE_ALL_READ};
}

// By what a round of single calls takes; the second, as the first finds the caches as they were.
static struct pace find_pace(const struct adviser *a, struct crew_job job) {
    enum { TRIAL_CALLS = 16, SMALL = 64 << 10 };
    double speed[CREW_ARMS];
    job.calls = job.bytes <= SMALL ? TRIAL_CALLS : 1;
    crew_round(a->crew, &job, speed);
    double call = (double)(job.bytes * job.members) / fmin(speed[0], speed[1]);
    double rounds = a->turn_ns / CREW_ARMS / fmax(SHORTEST_BATCH_NS, 2 * call);
    rounds = fmin(MOST_ROUNDS, fmax(1, floor(rounds)));
    double calls = a->turn_ns / CREW_ARMS / rounds / call - 1;
    return (struct pace){.calls = calls > 1 ? (size_t)calls : 1, .rounds = (size_t)rounds};
}

// The median over a turn's rounds of ln(time of the first arm / time of the second).
static double take_turn(struct adviser *a, struct item *item, const struct call_loop *loop) {
    struct crew_job job = job_of(a, item, loop);
    double logs[MOST_ROUNDS], speed[CREW_ARMS];
    if (item->pace.calls == 0)
        item->pace = find_pace(a, job);
    job.calls = item->pace.calls;
    for (size_t i = 0; i < item->pace.rounds; i++) {
        job.first = (unsigned)gsl_rng_uniform_int(a->rng, CREW_ARMS);
        crew_round(a->crew, &job, speed);
        logs[i] = log(speed[1] / speed[0]);
    }
    gsl_sort(logs, 1, item->pace.rounds);
    return gsl_stats_median_from_sorted_data(logs, 1, item->pace.rounds);
}

static bool is_interrupted(const struct adviser *a, struct failure *failure) {
    int signal = interrupt_pending(a->options->interrupt);
    if (signal != 0)
        failure_set(failure, (enum exit_status)(128 + signal), "advise: interrupted");
    return signal != 0;
}

// One value for each item, in the stage's n-th pass.
static bool make_pass(struct adviser *a, size_t n, struct failure *failure) {
    struct call_loop loop;
    if (!call_loop_map(&loop, a->options->registry, CALL_FAR, a->draw, failure))
        return false;
    gsl_ran_shuffle(a->rng, a->items, a->count, sizeof *a->items);
    bool ok = true;
    for (size_t i = 0; ok && i < a->count; i++) {
        struct item *item = &a->items[i];
        double value = take_turn(a, item, &loop);
        advice_add(item->cell, (enum advice_setting)item->setting,
                   placed(a, item->cell->bytes)->blocks, value);
        double done = ((double)n + (double)i / (double)a->count) / ADVICE_BLOCKS;
        a->options->step(a->options->context, a->stage, a->report->variant, done, -1);
        ok = !is_interrupted(a, failure);
    }
    call_loop_unmap(&loop);
    a->draw++;
    return ok;
}

// As many as there is time for.
static bool make_passes(struct adviser *a, size_t fewest, struct failure *failure) {
    bool ok = true;
    double latest = 0;
    for (size_t n = 0; ok && n < ADVICE_BLOCKS && (n < fewest || clock_ns() + latest < a->end);
         n++) {
        double start = clock_ns();
        ok = make_pass(a, n, failure);
        latest = clock_ns() - start;
    }
    return ok;
}

// The least that a turn takes: one round of one call and one untimed, under both arms.
static double least_ns(const struct item *item) {
    return 4 * (double)item->cell->bytes / assumed_speed * 1e9;
}

static double pass_ns(const struct adviser *a, double turn_ns) {
    double sum = 0;
    for (size_t i = 0; i < a->count; i++)
        sum += fmax(turn_ns, least_ns(&a->items[i]));
    return sum;
}

// Gives every item the same time, but for those that take longer at the least. False where these
// alone take longer than there is.
static bool fit(struct adviser *a, double ns) {
    enum { HALVINGS = 50 };
    double least = 0, most = ns;
    for (unsigned i = 0; i < HALVINGS; i++) {
        double middle = (least + most) / 2;
        *(pass_ns(a, middle) * ADVICE_BLOCKS <= ns ? &least : &most) = middle;
    }
    a->turn_ns = fmax(least, 2 * SHORTEST_BATCH_NS);
    a->end = clock_ns() + ns;
    return pass_ns(a, a->turn_ns) * FEWEST_BLOCKS <= ns;
}

// Sweeping the two paths, confirming the thresholds there are and the chosen ones.
static void arms_of(const struct adviser *a, enum advice_knob knob, size_t bytes,
                    struct glibc_thresholds arms[CREW_ARMS]) {
    const struct glibc_thresholds *present = &a->report->present;
    if (a->anew == NULL) {
        advise_arms(present, knob, bytes, arms);
        return;
    }
    arms[0] = *present;
    arms[1] = advice_tuned(present, knob, a->report->choices[knob].threshold);
}

static void add_item(struct adviser *a, enum advice_knob knob, struct advice_cell *cell,
                     unsigned setting) {
    struct item *item = &a->items[a->count++];
    *item = (struct item){.cell = cell, .setting = setting};
    arms_of(a, knob, cell->bytes, item->arms);
}

// What more rounds would say more of.
static void add_doubtful(struct adviser *a, enum advice_knob knob, struct advice_cell *cells,
                         const struct advice_change *change) {
    bool doubtful[ADVICE_SIZES][ADVICE_SETTINGS];
    advice_doubtful(change, doubtful);
    for (size_t i = 0; i < change->count; i++)
        for (unsigned setting = 0; setting < change->settings; setting++)
            if (doubtful[i][setting])
                add_item(a, knob, &cells[i], setting);
}

// Of what the sweep may come to.
static void add_prospects(struct adviser *a) {
    for (unsigned knob = 0; knob < ADVICE_KNOBS; knob++) {
        struct advice_sweep *s = &a->report->sweeps[knob];
        struct advice_choice choice = advice_prospect(s);
        if (choice.found == ADVICE_NO)
            continue;
        struct advice_change change = advice_change_of(s, &choice);
        add_doubtful(a, (enum advice_knob)knob, s->cells + choice.first, &change);
    }
}

// Bouts of passes over what is in doubt, until nothing is or the time is over.
static bool settle(struct adviser *a, double end, struct failure *failure) {
    bool ok = true;
    a->stage = "doubts";
    for (unsigned bout = BOUTS; ok && bout > 0; bout--) {
        a->count = 0;
        if (a->anew != NULL)
            add_doubtful(a, a->knob, a->fresh, a->anew);
        else
            add_prospects(a);
        double left = end - clock_ns();
        if (a->count == 0 || (!fit(a, left / bout) && !fit(a, left)))
            break;
        ok = make_passes(a, 1, failure);
    }
    return ok;
}

static bool sweep(struct adviser *a, double ns, struct failure *failure) {
    double start = clock_ns();
    a->stage = "sweep";
    a->count = 0;
    for (unsigned knob = 0; knob < ADVICE_KNOBS; knob++) {
        struct advice_sweep *s = &a->report->sweeps[knob];
        for (size_t i = 0; i < s->count; i++)
            for (unsigned setting = 0; setting < s->settings; setting++)
                add_item(a, (enum advice_knob)knob, &s->cells[i], setting);
    }
    if (!fit(a, ns * sweep_share)) {
        double least = pass_ns(a, a->turn_ns) * FEWEST_BLOCKS / sweep_share;
        return failure_set(failure, EXIT_USAGE,
                           "--budget %g: too little to decide anything (%.0f s are the least here)",
                           a->options->budget, ceil(a->options->budget + (least - ns) / 1e9));
    }
    return make_passes(a, FEWEST_BLOCKS, failure) && settle(a, start + ns * settled_by, failure);
}

// New rounds of what would change, the process's thresholds against the chosen ones.
static bool confirm(struct adviser *a, enum advice_knob knob, double ns, struct failure *failure) {
    const struct advice_sweep *s = &a->report->sweeps[knob];
    struct advice_choice *choice = &a->report->choices[knob];
    const struct advice_change anew = {
        .cells = a->fresh, .count = choice->end - choice->first, .settings = s->settings};
    double end = clock_ns() + ns;
    a->stage = "confirm";
    a->anew = &anew;
    a->knob = knob;
    a->first = ADVICE_BLOCKS;
    a->count = 0;
    for (size_t i = 0; i < anew.count; i++) {
        a->fresh[i] = (struct advice_cell){.bytes = s->cells[choice->first + i].bytes};
        for (unsigned setting = 0; setting < s->settings; setting++)
            add_item(a, knob, &a->fresh[i], setting);
    }
    (void)fit(a, ns * confirm_share); // what has been swept in its time will not take much longer
    bool ok = make_passes(a, FEWEST_BLOCKS, failure) && settle(a, end, failure);
    a->anew = NULL;
    if (ok)
        advice_judge(choice, &anew);
    return ok;
}

static bool advise(struct adviser *a, double ns, struct failure *failure) {
    unsigned found = 0;
    double end = clock_ns() + ns;
    if (!sweep(a, ns, failure))
        return false;
    for (unsigned knob = 0; knob < ADVICE_KNOBS; knob++) {
        const struct advice_sweep *s = &a->report->sweeps[knob];
        a->report->choices[knob] = advice_choose(s);
        if (a->report->choices[knob].found == ADVICE_NO)
            a->report->choices[knob] = advice_refused(s);
        else
            found++;
    }
    bool ok = true;
    for (unsigned knob = 0; ok && knob < ADVICE_KNOBS; knob++)
        if (a->report->choices[knob].found != ADVICE_NO)
            ok = confirm(a, (enum advice_knob)knob, (end - clock_ns()) / found--, failure);
    return ok;
}

// Each path, over all sizes. The verifier's child inherits the thresholds.
static bool certify(const struct advise_options *o, const struct advice_report *report,
                    struct failure *failure) {
    struct glibc_thresholds paths[3];
    advise_arms(&report->present, ADVICE_REP_MOVSB, 0, paths);
    paths[2] = paths[0];
    paths[2].shared_non_temporal_threshold = ADVISE_LEAST_NON_TEMPORAL;
    for (size_t i = 0; i < 3; i++) {
        struct result_impl row;
        glibc_thresholds_set(&paths[i]);
        o->step(o->context, "verify", report->variant, (double)i / 3, -1);
        if (!stand_certify(o->stand, o->impl, o->interrupt, &row, failure))
            return false;
        if (!row.certificate.passed && interrupt_pending(o->interrupt) == 0)
            return failure_set(failure, EXIT_UNVERIFIED, "%s: %s (what is wrong is never timed)",
                               o->impl->name, certificate_fault(&row.certificate)->text);
    }
    return true;
}

static size_t largest_of(const struct advice_report *report) {
    size_t largest = 0;
    for (size_t knob = 0; knob < ADVICE_KNOBS; knob++) {
        const struct advice_sweep *s = &report->sweeps[knob];
        if (s->count > 0 && s->cells[s->count - 1].bytes > largest)
            largest = s->cells[s->count - 1].bytes;
    }
    return largest;
}

// The stand's core and all others.
static struct crew *open_crew(const struct stand *stand, struct advice_report *report,
                              struct failure *failure) {
    size_t most = topology_cores(stand->topology, &stand->place, NULL, 0);
    struct cpu_place *places = calloc(most, sizeof *places);
    struct crew *crew = NULL;
    if (places == NULL) {
        failure_set(failure, EXIT_ENVIRONMENT, "advise: out of memory");
        return NULL;
    }
    report->cores = topology_cores(stand->topology, &stand->place, places, most);
    report->cpu = stand->place.os_index;
    crew = crew_open(stand->topology, places, report->cores, &stand->buffers, largest_of(report),
                     failure);
    free(places);
    for (size_t knob = 0; knob < ADVICE_KNOBS; knob++)
        report->sweeps[knob].settings = report->cores > 1 ? ADVICE_SETTINGS : ADVICE_ALL_COPY;
    return crew;
}

bool advise_run(const struct advise_options *options, struct advice_report *report,
                struct failure *failure) {
    double end = clock_ns() + options->seconds * 1e9;
    struct adviser a = {
        .options = options,
        .report = report,
        .rng = gsl_rng_alloc(gsl_rng_mt19937),
        .items = calloc((size_t)ADVICE_KNOBS * ADVICE_SIZES * ADVICE_SETTINGS, sizeof *a.items),
        .fresh = calloc(ADVICE_SIZES, sizeof *a.fresh)};
    bool ok = a.rng != NULL && a.items != NULL && a.fresh != NULL;
    if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT, "advise: out of memory");
    if (ok)
        gsl_rng_set(a.rng, report->seed);
    ok = ok && certify(options, report, failure) && !is_interrupted(&a, failure) &&
         (a.crew = open_crew(options->stand, report, failure)) != NULL &&
         advise(&a, end - clock_ns(), failure);
    glibc_thresholds_set(&report->present);
    crew_close(a.crew);
    free(a.fresh);
    free(a.items);
    gsl_rng_free(a.rng); // NULL is allowed
    return ok;
}
