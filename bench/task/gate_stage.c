// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/gate_stage.h"

#include "bench/base/subprocess.h"
#include "bench/machine/clock.h"
#include "bench/measure/measure.h"
#include "bench/task/stand.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// Of a stage's expected time, what may go into rounds taken once more; and after how much of it,
// and so many seconds more, it is said to hang.
static const double spare_share = 0.25, patience = 6, patience_more = 60;

// What verifying both of a pair takes, beside a copy and two passes for each call to be timed.
static const double verify_pair_seconds = 0.5, verified_bytes_per_second = 4e9;

// What parent and child share, before the slots or certificates.
struct shared {
    struct failure failure;
    size_t job; // at work
    double core_hz;
    size_t page_bytes;
    bool done;
};

// A stage at work, in its process.
struct work {
    const struct gate_stage_options *options;
    struct shared *shared;
    struct gate_code code;
    struct stand stand;
    struct sampler sampler;
    struct turn *turns;
    double begin, planned; // seconds planned for the turns so far
};

static size_t slot_bytes(const struct plan_pairs_options *plan) {
    size_t rounds = plan->blocks * plan->rounds_most * 2;
    return sizeof(struct gate_slot) + rounds * sizeof(struct round);
}

static struct gate_slot *slot_of(const struct gate_stage_options *o, struct shared *shared,
                                 size_t job) {
    return (struct gate_slot *)((char *)(shared + 1) + job * slot_bytes(&o->plan));
}

static struct plan_pair *make_pairs(const struct gate_stage_options *o, struct impl *impls) {
    struct plan_pair *pairs = calloc(o->job_count + 1, sizeof *pairs);
    for (size_t i = 0; pairs != NULL && i < o->job_count; i++) {
        const struct gate_job *job = &o->jobs[i];
        pairs[i] = (struct plan_pair){&impls[2 * job->pair], &impls[2 * job->pair + 1], job->bytes};
    }
    return pairs;
}

static bool make_plan(const struct gate_stage_options *o, struct impl *impls, struct plan *out,
                      struct failure *failure) {
    struct plan_pair *pairs = make_pairs(o, impls);
    struct plan_pairs_options options = o->plan;
    options.pairs = pairs;
    options.pair_count = o->job_count;
    options.anchor = &impls[2 * o->pair_count];
    bool ok = pairs != NULL ? plan_make_pairs(&options, out, failure)
                            : failure_set(failure, EXIT_ENVIRONMENT, "gate: out of memory");
    free(pairs);
    return ok;
}

static bool open_work(struct work *w, struct failure *failure) {
    const struct gate_stage_options *o = w->options;
    const struct impl anchor = gate_anchor();
    struct plan plan;
    if (!gate_code_open(&w->code, o->pairs, o->pair_count, &anchor, o->mapping, failure))
        return false;
    const struct stand_options stand = {
        .topology = o->topology, .place = o->place, .effort = EFFORT_IN_PASSING};
    return make_plan(o, w->code.impls, &plan, failure) &&
           stand_open_plan(&w->stand, &stand, &plan, failure);
}

static void step(const struct work *w, size_t job, double done, double left) {
    const struct gate_stage_options *o = w->options;
    const char *name = o->pairs[o->jobs[job].pair].candidate->name;
    w->shared->job = job;
    if (o->step != NULL)
        o->step(o->context, o->title, name, done, left);
}

static size_t job_of(const struct work *w, const struct turn *turn) {
    return w->stand.plan.cells[turn->cell].number - 1;
}

static void on_begin(void *context, const struct turn *turn, struct cell_samples *samples) {
    struct work *w = context;
    const struct plan *plan = &w->stand.plan;
    const struct gate_slot *slot = slot_of(w->options, w->shared, job_of(w, turn));
    double elapsed = (clock_ns() - w->begin) / 1e9, done = w->planned / plan->seconds;
    step(w, job_of(w, turn), done, done > 0 ? elapsed / done - elapsed : plan->seconds);
    w->planned += turn_seconds(&plan->cells[turn->cell]);
    samples->calls = slot->calls;
    samples->ref_calls = slot->ref_calls;
    samples->anchor_calls = slot->anchor_calls;
}

static void on_done(void *context, const struct turn *turn, const struct cell_samples *samples) {
    struct work *w = context;
    struct gate_slot *slot = slot_of(w->options, w->shared, job_of(w, turn));
    struct block *block = &slot->blocks[slot->block_count];
    *block = samples->blocks[0];
    block->first = slot->round_count;
    memcpy(slot->rounds + slot->round_count, samples->rounds,
           samples->round_count * sizeof *samples->rounds);
    slot->round_count += samples->round_count;
    slot->calls = samples->calls;
    slot->ref_calls = samples->ref_calls;
    slot->anchor_calls = samples->anchor_calls;
    slot->wrong = slot->wrong || samples->wrong || samples->ref_wrong;
    slot->block_count++; // last: whoever reads after a crash finds whole blocks
}

static bool on_stop(void *context) {
    (void)context; // a signal ends the process
    return false;
}

// A block of each cell; who has fewer leaves passes out, so that they too are spread over the
// stage.
static bool take_pass(struct work *w, size_t pass, struct failure *failure) {
    const struct measure_hooks hooks = {w, on_begin, on_done, on_stop};
    const struct registry everybody = gate_code_registry(&w->code);
    const struct plan *plan = &w->stand.plan;
    struct call_loop loop;
    size_t count = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        size_t block = (pass * plan->cells[i].blocks + plan->blocks - 1) / plan->blocks;
        if (block < plan->cells[i].blocks && block * plan->blocks / plan->cells[i].blocks == pass)
            w->turns[count++] = (struct turn){.cell = i, .block = block};
    }
    if (!turn_shuffle(plan, pass, w->turns, count))
        return failure_set(failure, EXIT_ENVIRONMENT, "gate: out of memory");
    if (count == 0)
        return true;
    if (!stand_change_pages(&w->stand, PAGE_THP, failure) ||
        !call_loop_map(&loop, &everybody, CALL_FAR, w->options->plan.seed + pass, failure))
        return false;
    w->sampler.loop = &loop;
    bool ok = measure_run(&w->sampler, w->turns, count, &hooks, failure);
    call_loop_unmap(&loop);
    return ok;
}

static bool measure(struct work *w, struct failure *failure) {
    const struct gate_stage_options *o = w->options;
    const struct plan *plan = &w->stand.plan;
    w->shared->core_hz = clock_core_hz();
    w->shared->page_bytes = buffers_page_bytes(&w->stand.buffers);
    w->turns = calloc(plan->cell_count, sizeof *w->turns);
    if (w->turns == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "gate: out of memory");
    bool ok = sampler_open(&w->sampler, plan, NULL, &w->stand.buffers, &o->place, failure);
    w->sampler.spare_ns = spare_share * plan->seconds * 1e9;
    w->begin = clock_ns();
    for (size_t pass = 0; ok && pass < plan->blocks; pass++)
        ok = take_pass(w, pass, failure);
    return ok;
}

static struct certificate *certificates_of(struct shared *shared) {
    return (struct certificate *)(shared + 1);
}

static bool certify(const struct work *w, size_t which, struct failure *failure) {
    struct result_impl row;
    if (!stand_certify(&w->stand, &w->code.impls[which], NULL, &row, failure))
        return false;
    certificates_of(w->shared)[which] = row.certificate;
    return true;
}

// Each pair once, and the anchor.
static bool verify(struct work *w, struct failure *failure) {
    const struct gate_stage_options *o = w->options;
    bool *seen = calloc(o->pair_count, sizeof *seen);
    if (seen == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "gate: out of memory");
    bool ok = true;
    for (size_t i = 0; ok && i < o->job_count; i++) {
        size_t pair = o->jobs[i].pair;
        if (seen[pair])
            continue;
        seen[pair] = true;
        step(w, i, (double)i / (double)o->job_count, -1);
        ok = certify(w, 2 * pair, failure) && certify(w, 2 * pair + 1, failure);
    }
    free(seen);
    return ok && certify(w, 2 * o->pair_count, failure);
}

typedef bool work_fn(struct work *work, struct failure *failure);

// In the child; it never returns. What it has opened goes with it.
static void work_and_end(const struct gate_stage_options *options, struct shared *shared,
                         work_fn *run) {
    struct work w = {.options = options, .shared = shared};
    shared->done = open_work(&w, &shared->failure) && run(&w, &shared->failure);
    _exit(0);
}

static void take_end(struct gate_stage *out, struct shared *shared, enum subprocess_end ended,
                     int status) {
    out->job = shared->job;
    out->core_hz = shared->core_hz;
    out->page_bytes = shared->page_bytes;
    if (ended == SUBPROCESS_INTERRUPTED)
        out->end = STAGE_INTERRUPTED;
    else if (ended == SUBPROCESS_TOO_SLOW)
        out->end = STAGE_HUNG;
    else if (shared->done)
        out->end = STAGE_DONE;
    else if (shared->failure.text[0] != '\0')
        out->end = STAGE_FAILED;
    else
        out->end = STAGE_CRASHED;
    out->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

// A signal that reaches the whole process group ends the child too, and may do so before we see it.
static void look_for_signal(struct gate_stage *out, struct interrupt *interrupt) {
    if (out->end == STAGE_CRASHED && interrupt_pending(interrupt) != 0)
        out->end = STAGE_INTERRUPTED;
}

static bool run_stage(const struct gate_stage_options *options, size_t room, double seconds,
                      work_fn *work, struct gate_stage *out, struct failure *failure) {
    int status = 0;
    *out = (struct gate_stage){.mapped = sizeof(struct shared) + room,
                               .slot_bytes = slot_bytes(&options->plan)};
    out->shared = mmap(NULL, out->mapped, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (out->shared == MAP_FAILED) {
        out->shared = NULL;
        return failure_set(failure, EXIT_ENVIRONMENT, "gate: no memory for samples: %s",
                           strerror(errno));
    }
    pid_t child = subprocess_fork();
    if (child == 0)
        work_and_end(options, out->shared, work);
    enum subprocess_end ended = child > 0
                                    ? subprocess_wait(child, patience * seconds + patience_more,
                                                      options->interrupt, &status)
                                    : SUBPROCESS_LOST;
    if (ended == SUBPROCESS_LOST) {
        int reason = errno;
        gate_stage_close(out);
        return failure_set(failure, EXIT_ENVIRONMENT, "gate: no process of its own: %s",
                           strerror(reason));
    }
    take_end(out, out->shared, ended, status);
    look_for_signal(out, options->interrupt);
    if (out->end != STAGE_FAILED)
        return true;
    *failure = ((struct shared *)out->shared)->failure;
    gate_stage_close(out);
    return false;
}

bool gate_stage_measure(const struct gate_stage_options *options, struct gate_stage *out,
                        struct failure *failure) {
    return run_stage(options, options->job_count * slot_bytes(&options->plan),
                     gate_stage_seconds(options), measure, out, failure);
}

bool gate_stage_verify(const struct gate_stage_options *options, struct certificate *certificates,
                       struct gate_stage *out, struct failure *failure) {
    size_t count = 2 * options->pair_count + 1;
    if (!run_stage(options, count * sizeof *certificates, gate_stage_verify_seconds(options),
                   verify, out, failure))
        return false;
    for (size_t i = 0; i < count; i++)
        if (certificates_of(out->shared)[i].calls > 0)
            certificates[i] = certificates_of(out->shared)[i];
    return true;
}

const struct gate_slot *gate_stage_slot(const struct gate_stage *stage, size_t job) {
    const struct shared *shared = stage->shared;
    return (const struct gate_slot *)((const char *)(shared + 1) + job * stage->slot_bytes);
}

void gate_stage_close(struct gate_stage *stage) {
    if (stage->shared != NULL)
        munmap(stage->shared, stage->mapped);
    *stage = (struct gate_stage){0};
}

double gate_stage_seconds(const struct gate_stage_options *options) {
    double seconds = 0;
    for (size_t i = 0; i < options->job_count; i++)
        seconds += plan_pairs_seconds(&options->plan, options->jobs[i].bytes);
    return seconds;
}

double gate_stage_verify_seconds(const struct gate_stage_options *options) {
    double seconds = options->job_count > 0 ? verify_pair_seconds : 0; // the anchor
    for (size_t i = 0; i < options->job_count; i++) {
        const struct gate_job *job = &options->jobs[i];
        bool first = true;
        for (size_t j = 0; j < i && first; j++)
            first = options->jobs[j].pair != job->pair;
        seconds += 2 * (double)(options->plan.blocks * job->bytes) / verified_bytes_per_second;
        seconds += first ? verify_pair_seconds : 0;
    }
    return seconds;
}
