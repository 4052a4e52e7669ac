// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/advise.h"

#include "bench/machine/clock.h"
#include "bench/measure/crew.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

enum {
    FEWEST_BLOCKS = 5, // that make an interval worth the name
    MOST_ROUNDS = 9,   // of a turn
    SHORTEST_BATCH_NS = 100000,
    FIRST_NON_TEMPORAL = 256 << 10, // sizes below which nobody would pass the caches
    LAST_REP_MOVSB = 16 << 20,
    LAST_QUICK = 16 << 20,
};

// Bytes a second and core that a copy is taken to make before anybody has measured it.
static const double assumed_speed = 8e9;

// Of the time, that goes into the sweep; what is left is for confirming.
static const double sweep_share = 0.7;

static void add_size(struct advice_sweep *s, size_t bytes, size_t from, size_t to) {
    if (bytes >= from && bytes <= to && s->count < ADVICE_SIZES)
        s->cells[s->count++].bytes = bytes;
}

// Powers of two, and halfway between them.
static void add_sizes(struct advice_sweep *s, size_t from, size_t to, bool quick) {
    for (size_t bytes = 128; bytes <= to; bytes *= 2) {
        add_size(s, bytes, from, to);
        if (!quick)
            add_size(s, bytes / 2 * 3, from, to);
    }
}

void advise_plan(const struct advise_plan *plan, struct advice_report *report) {
    struct advice_sweep *rep = &report->sweeps[ADVICE_REP_MOVSB],
                        *non_temporal = &report->sweeps[ADVICE_NON_TEMPORAL];
    const struct glibc_thresholds *now = &plan->present;
    size_t stop = now->rep_movsb_stop_threshold > 0 ? (size_t)now->rep_movsb_stop_threshold : 0;
    size_t largest = plan->quick && plan->largest > LAST_QUICK ? LAST_QUICK : plan->largest;
    size_t last_rep = stop > LAST_REP_MOVSB ? LAST_REP_MOVSB : stop > 0 ? stop - 1 : 0;
    bool together = now->rep_movsb_stop_threshold == now->shared_non_temporal_threshold;
    report->present = *now;
    *rep = (struct advice_sweep){.present = now->rep_movsb_threshold,
                                 .never = now->rep_movsb_stop_threshold};
    *non_temporal = (struct advice_sweep){.present = now->shared_non_temporal_threshold,
                                          .never = LONG_MAX >> 3};
    if (plan->has_rep_movsb)
        add_sizes(rep, ADVISE_VECTORS * plan->vector + 2, last_rep < largest ? last_rep : largest,
                  plan->quick);
    // Between rep movsb's two thresholds nobody looks at this one, unless its end is the stop.
    size_t from =
        plan->has_rep_movsb && !together && stop > FIRST_NON_TEMPORAL ? stop : FIRST_NON_TEMPORAL;
    add_sizes(non_temporal, from, largest, plan->quick);
}

void advise_arms(const struct glibc_thresholds *present, enum advice_knob knob, size_t bytes,
                 struct glibc_thresholds arms[2]) {
    if (knob == ADVICE_NON_TEMPORAL) {
        arms[0] = advice_tuned(present, knob, LONG_MAX);
        arms[1] = *present;
        arms[1].rep_movsb_threshold = LONG_MAX;
        arms[1].shared_non_temporal_threshold = (long)bytes - 1;
        return;
    }
    for (unsigned i = 0; i < 2; i++) {
        arms[i] = *present;
        arms[i].rep_movsb_threshold = i == 0 ? LONG_MAX : 0;
        arms[i].rep_movsb_stop_threshold = LONG_MAX;
        arms[i].shared_non_temporal_threshold = LONG_MAX;
    }
}

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
    size_t count, passes; // of the items at hand
    const char *stage;
    size_t first_block; // of these passes: placements of those that confirm are others where there
                        // are enough
    double turn_ns;     // that an item is to take in a pass
    double end;         // clock_ns() by which the passes are to be over
};

static size_t members_of(const struct adviser *a, unsigned setting) {
    return setting == ADVICE_ALL_COPY || setting == ADVICE_ALL_READ ? a->report->cores : 1;
}

// Placements as the stand has verified them.
static const struct placement *place_of(const struct adviser *a, size_t bytes, size_t pass) {
    const struct plan *plan = &a->options->stand->plan;
    size_t i = 0;
    while (plan->cells[i].bytes != bytes)
        i++;
    return &plan->cells[i].placements[pass % plan->cells[i].blocks];
}

static struct crew_job job_of(const struct adviser *a, const struct item *item, size_t pass,
                              const struct call_loop *loop) {
    const struct placement *at = place_of(a, item->cell->bytes, pass);
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
static double take_turn(struct adviser *a, struct item *item, size_t pass,
                        const struct call_loop *loop) {
    struct crew_job job = job_of(a, item, pass, loop);
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

// One value for each item.
static bool make_pass(struct adviser *a, size_t pass, struct failure *failure) {
    struct call_loop loop;
    size_t draw = a->first_block + pass;
    if (!call_loop_map(&loop, a->options->registry, CALL_FAR, draw, failure))
        return false;
    gsl_ran_shuffle(a->rng, a->items, a->count, sizeof *a->items);
    bool ok = true;
    for (size_t i = 0; ok && i < a->count; i++) {
        struct item *item = &a->items[i];
        item->cell->logs[item->setting][pass] = take_turn(a, item, draw, &loop);
        double done = ((double)pass + (double)i / (double)a->count) / ADVICE_BLOCKS;
        a->options->step(a->options->context, a->stage, a->report->variant, done, -1);
        ok = !is_interrupted(a, failure);
    }
    call_loop_unmap(&loop);
    return ok;
}

// As many as there is time for.
static bool make_passes(struct adviser *a, struct failure *failure) {
    bool ok = true;
    double latest = 0;
    a->passes = 0;
    while (ok && a->passes < ADVICE_BLOCKS &&
           (a->passes < FEWEST_BLOCKS || clock_ns() + latest < a->end)) {
        double start = clock_ns();
        ok = make_pass(a, a->passes, failure);
        a->passes += ok;
        latest = clock_ns() - start;
    }
    for (size_t i = 0; i < a->count; i++)
        a->items[i].cell->blocks = a->passes;
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

static void add_item(struct adviser *a, struct advice_cell *cell, unsigned setting,
                     const struct glibc_thresholds arms[CREW_ARMS]) {
    a->items[a->count++] =
        (struct item){.cell = cell, .arms = {arms[0], arms[1]}, .setting = setting};
}

static bool sweep(struct adviser *a, double ns, struct failure *failure) {
    struct glibc_thresholds arms[CREW_ARMS] = {{0}, {0}};
    a->stage = "sweep";
    a->first_block = 0;
    a->count = 0;
    for (unsigned knob = 0; knob < ADVICE_KNOBS; knob++) {
        struct advice_sweep *s = &a->report->sweeps[knob];
        for (size_t i = 0; i < s->count; i++) {
            advise_arms(&a->report->present, (enum advice_knob)knob, s->cells[i].bytes, arms);
            for (unsigned setting = 0; setting < s->settings; setting++)
                add_item(a, &s->cells[i], setting, arms);
        }
    }
    if (!fit(a, ns * sweep_share)) {
        double least = pass_ns(a, a->turn_ns) * FEWEST_BLOCKS / sweep_share;
        return failure_set(failure, EXIT_USAGE,
                           "--budget %g: too little to decide anything (%.0f s are the least here)",
                           a->options->budget, ceil(a->options->budget + (least - ns) / 1e9));
    }
    return make_passes(a, failure);
}

// New rounds of what would change, the process's thresholds against the advised ones.
static bool confirm(struct adviser *a, enum advice_knob knob, double ns, struct failure *failure) {
    const struct advice_sweep *s = &a->report->sweeps[knob];
    struct advice_choice *choice = &a->report->choices[knob];
    struct advice_cell cells[ADVICE_SIZES];
    const struct glibc_thresholds arms[CREW_ARMS] = {
        a->report->present, advice_tuned(&a->report->present, knob, choice->threshold)};
    a->stage = "confirm";
    a->first_block = ADVICE_BLOCKS;
    a->count = 0;
    for (size_t i = choice->first; i < choice->end; i++) {
        cells[i].bytes = s->cells[i].bytes;
        for (unsigned setting = 0; setting < s->settings; setting++)
            add_item(a, &cells[i], setting, arms);
    }
    (void)fit(a, ns); // what has been swept in its time will not take much longer now
    if (!make_passes(a, failure))
        return false;
    advice_judge(choice, cells + choice->first, choice->end - choice->first, s->settings);
    return true;
}

static bool advise(struct adviser *a, double ns, struct failure *failure) {
    unsigned better = 0;
    double end = clock_ns() + ns;
    if (!sweep(a, ns, failure))
        return false;
    for (unsigned knob = 0; knob < ADVICE_KNOBS; knob++) {
        a->report->choices[knob] = advice_choose(&a->report->sweeps[knob]);
        better += a->report->choices[knob].better;
    }
    bool ok = true;
    for (unsigned knob = 0; ok && knob < ADVICE_KNOBS; knob++)
        if (a->report->choices[knob].better)
            ok = confirm(a, (enum advice_knob)knob, (end - clock_ns()) / better--, failure);
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
        .items = calloc((size_t)ADVICE_KNOBS * ADVICE_SIZES * ADVICE_SETTINGS, sizeof *a.items)};
    bool ok = a.rng != NULL && a.items != NULL;
    if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT, "advise: out of memory");
    if (ok)
        gsl_rng_set(a.rng, report->seed);
    ok = ok && certify(options, report, failure) && !is_interrupted(&a, failure) &&
         (a.crew = open_crew(options->stand, report, failure)) != NULL &&
         advise(&a, end - clock_ns(), failure);
    glibc_thresholds_set(&report->present);
    crew_close(a.crew);
    free(a.items);
    gsl_rng_free(a.rng); // NULL is allowed
    return ok;
}
