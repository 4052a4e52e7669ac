// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/sampler.h"

#include "bench/machine/clock.h"
#include "bench/measure/follow.h"
#include "loader/cpu.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>

enum {
    TRIAL_NS = 20000, // a batch this long tells well enough how long a call takes
    OVERTIME = 4,     // times its planned time after which a turn gives up its remaining rounds
};

static const double anchor_share = 0.25; // of another arm's time; it decides nothing

bool sampler_open(struct sampler *out, const struct plan *plan, const struct call_loop *loop,
                  const struct buffers *buffers, const struct cpu_place *place,
                  struct failure *failure) {
    *out = (struct sampler){.plan = plan,
                            .loop = loop,
                            .buffers = buffers,
                            .place = *place,
                            .least_probe = INFINITY,
                            .pace = 1,
                            .has_clflushopt = (cpu_detect() & CPU_BIT(CPU_CLFLUSHOPT)) != 0,
                            .mix = calloc(MIX_ROOM, sizeof *out->mix),
                            .order = gsl_rng_alloc(gsl_rng_mt19937)};
    if (out->order == NULL || out->mix == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "sampler: out of memory");
    gsl_rng_set(out->order, plan->seed + 1);
    return true;
}

void sampler_close(struct sampler *sampler) {
    gsl_rng_free(sampler->order);
    free(sampler->mix);
    *sampler = (struct sampler){0};
}

static memcpy_fn *entry_of(const struct impl *impl, const struct placement *placement) {
    return impl->entries[placement->entry % impl->entry_count];
}

static const struct impl *impl_of(const struct plan_cell *cell, enum call_arm arm) {
    return arm == CALL_CANDIDATE   ? cell->impl
           : arm == CALL_REFERENCE ? cell->reference
                                   : cell->anchor;
}

// One side of a round.
struct batch {
    double ns;     // wall time of the timed calls
    double cpu_ns; // the thread's CPU time around them
    bool wrong;    // dst is not what it should be
};

static double thread_cpu_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// Bytes of dst, spread over it, that are made wrong before a batch and must be right after it: who
// only copies while it is verified is found out.
enum { WITNESSES = 8 };

static size_t witness(size_t bytes, size_t i) {
    return (bytes - 1) / (WITNESSES - 1) * i;
}

static void spoil(uint8_t *dst, const uint8_t *src, size_t bytes) {
    for (size_t i = 0; i < WITNESSES; i++)
        dst[witness(bytes, i)] = (uint8_t)~src[witness(bytes, i)];
}

static bool is_copied(const uint8_t *dst, const uint8_t *src, size_t bytes) {
    for (size_t i = 0; i < WITNESSES; i++)
        if (dst[witness(bytes, i)] != src[witness(bytes, i)])
            return false;
    return true;
}

// Copies from and to as many places as there are calls, all flushed beforehand.
static struct batch time_cold(struct sampler *s, enum call_arm arm, const struct placement *at,
                              size_t calls) {
    const struct impl *impl = impl_of(s->cell, arm);
    memcpy_fn *fn = entry_of(impl, at);
    size_t bytes = s->cell->bytes;
    call_walk_fn *walk = call_walk_for(s->loop, fn, arm);
    cold_list(s->buffers, at, bytes, calls, s->order, s->cold);
    walk(s->cold, fn, 1);
    for (size_t k = 0; k < calls; k++)
        spoil(s->cold[k].dst, s->cold[k].src, bytes);
    s->flushed += cold_flush(s->cold, calls, s->has_clflushopt);
    double cpu = thread_cpu_ns();
    double start = clock_ns();
    walk(s->cold, fn, calls);
    double end = clock_ns();
    struct batch batch = {.ns = end - start, .cpu_ns = thread_cpu_ns() - cpu};
    for (size_t k = 0; k < calls; k++)
        batch.wrong = batch.wrong ||
                      (impl_is_copy(impl) && !is_copied(s->cold[k].dst, s->cold[k].src, bytes));
    return batch;
}

// The loop that makes a hot batch's calls.
static call_loop_fn *loop_of(const struct sampler *s, memcpy_fn *fn, enum call_arm arm) {
    bool reads = s->cell->condition.mode == MODE_READ;
    return (reads ? call_read_for : call_loop_for)(s->loop, fn, arm);
}

// The untimed call that a hot batch follows. Another's has copied rightly, so that the batch must
// copy again; near, a third loop makes it, so that each arm's own sees but one target.
static void call_before(const struct sampler *s, enum call_arm arm, const struct placement *at,
                        uint8_t *dst, const uint8_t *src) {
    const struct impl *timed = impl_of(s->cell, arm);
    bool warm = s->cell->condition.mode != MODE_NO_WARM;
    memcpy_fn *fn = entry_of(warm ? timed : follow_whom(s->cell, timed, s->followed), at);
    call_loop_fn *loop = loop_of(s, fn, warm ? arm : CALL_ANCHOR);
    spoil(dst, src, s->cell->bytes);
    loop(dst, src, s->cell->bytes, fn, 1);
    if (!warm)
        spoil(dst, src, s->cell->bytes);
}

// Each call of the list once, in an order that no batch has had. The witnesses are of its end:
// whatever was there before them is overwritten in between.
static struct batch time_mix(struct sampler *s, enum call_arm arm, const struct placement *at) {
    const struct impl *impl = impl_of(s->cell, arm);
    const struct mix *mix = &s->cell->mix;
    memcpy_fn *fn = entry_of(impl, at);
    call_walk_fn *walk = call_walk_for(s->loop, fn, arm);
    struct mix_witness witnesses[MIX_WITNESSES];
    mix_shuffle(mix, gsl_rng_get(s->order), s->mix);
    size_t count = mix_witnesses(mix, s->mix, witnesses);
    walk(s->mix + mix->calls, fn, mix_warming_calls(mix));
    for (size_t i = 0; i < count; i++)
        *witnesses[i].dst = (uint8_t) ~*witnesses[i].src;
    double cpu = thread_cpu_ns();
    double start = clock_ns();
    walk(s->mix, fn, mix->calls);
    double end = clock_ns();
    struct batch batch = {.ns = end - start, .cpu_ns = thread_cpu_ns() - cpu};
    for (size_t i = 0; impl_is_copy(impl) && i < count; i++)
        batch.wrong = batch.wrong || *witnesses[i].dst != *witnesses[i].src;
    return batch;
}

static struct batch time_batch(struct sampler *s, enum call_arm arm, const struct placement *at,
                               size_t calls) {
    if (s->cell->condition.mode == MODE_COLD)
        return time_cold(s, arm, at, calls);
    if (s->cell->condition.mode == MODE_MIX)
        return time_mix(s, arm, at);
    const struct impl *impl = impl_of(s->cell, arm);
    memcpy_fn *fn = entry_of(impl, at);
    uint8_t *dst = s->buffers->dst + at->dst_offset;
    const uint8_t *src = s->buffers->src + at->src_offset;
    call_loop_fn *loop = loop_of(s, fn, arm);
    call_before(s, arm, at, dst, src);
    double cpu = thread_cpu_ns();
    double start = clock_ns();
    loop(dst, src, s->cell->bytes, fn, calls);
    double end = clock_ns();
    double cpu_end = thread_cpu_ns();
    return (struct batch){.ns = end - start,
                          .cpu_ns = cpu_end - cpu,
                          .wrong = impl_is_copy(impl) && !is_copied(dst, src, s->cell->bytes)};
}

// Calls of a cold batch that takes `ns` nanoseconds with its flushing, as far as there are places.
static size_t cold_calls_filling(struct sampler *s, enum call_arm arm, double ns) {
    size_t fewest = cold_fewest_calls(s->cell->bytes), most = cold_most_calls(s->cell->bytes);
    double took = INFINITY;
    for (unsigned i = 0; i < 2; i++) { // the first finds more cold than it asks for
        double start = clock_ns();
        (void)time_cold(s, arm, s->at, fewest);
        took = fmin(took, clock_ns() - start);
    }
    double fit = ns / (took / (double)fewest);
    return fit <= (double)fewest ? fewest : fit >= (double)most ? most : (size_t)fit;
}

// Calls that fill `ns` nanoseconds, where there is a choice.
static size_t calls_filling(struct sampler *s, enum call_arm arm, double ns) {
    if (s->cell->condition.mode == MODE_COLD)
        return cold_calls_filling(s, arm, ns);
    if (s->cell->condition.mode == MODE_MIX)
        return s->cell->mix.calls;
    size_t calls = 1;
    double took = 0;
    while ((took = time_batch(s, arm, s->at, calls).ns) < TRIAL_NS)
        calls *= took < TRIAL_NS / 16.0 ? 8 : 2;
    if (s->cell->condition.mode == MODE_NO_WARM)
        return follow_calls(s->cell->bytes, took / (double)calls);
    double fit = ns / (took / (double)calls);
    return fit > PLAN_FEWEST_CALLS ? (size_t)fit : PLAN_FEWEST_CALLS;
}

static void choose_calls(struct sampler *s) {
    double sides = s->cell->anchor != NULL ? 2 + anchor_share : 2;
    double batches = sides * (double)s->cell->blocks * (double)s->cell->rounds_per_block;
    double batch_ns = s->plan->cell_seconds * s->cell->share * 1e9 / batches;
    s->samples->calls = calls_filling(s, CALL_CANDIDATE, batch_ns);
    s->samples->ref_calls = calls_filling(s, CALL_REFERENCE, batch_ns);
    if (s->cell->anchor != NULL)
        s->samples->anchor_calls = calls_filling(s, CALL_ANCHOR, anchor_share * batch_ns);
}

static size_t choose_rounds(const struct sampler *s) {
    double rounds = round((double)s->cell->rounds_per_block * s->pace);
    return rounds < 1 ? 1 : (size_t)fmin(rounds, (double)sampler_most_rounds(s->cell));
}

// Short batches leave time over, which who is slower than assumed may use.
static double allowed_seconds(const struct sampler *s) {
    double share = s->plan->cell_seconds * s->cell->share / (double)s->cell->blocks;
    return fmax(turn_seconds(s->cell), share);
}

// Cells of one size and condition that follow each other share their placements and so the list.
static void open_list(struct sampler *s) {
    if (s->cell->condition.mode != MODE_MIX || s->mixed == s->at)
        return;
    mix_list(&s->cell->mix, s->buffers, s->at, s->mix);
    s->mixed = s->at;
}

void sampler_begin(struct sampler *sampler, const struct turn *turn, struct cell_samples *samples) {
    struct sampler *s = sampler;
    size_t calls = samples->calls, ref_calls = samples->ref_calls;
    size_t anchor_calls = samples->anchor_calls;
    double begin = thread_cpu_ns(); // a race that is stopped and continued loses no round
    *samples =
        (struct cell_samples){.calls = calls, .ref_calls = ref_calls, .anchor_calls = anchor_calls};
    s->cell = &s->plan->cells[turn->cell];
    s->at = &s->cell->placements[turn->block];
    s->samples = samples;
    s->followed = NULL; // till a round draws
    open_list(s);
    s->latest_probe = INFINITY;
    s->good = 0;
    s->cpu_ns = s->cpu_calls = 0;
    s->wanted = choose_rounds(s);
    if (calls == 0)
        choose_calls(s);
    s->deadline = begin + OVERTIME * allowed_seconds(s) * 1e9;
}

// A store kernel leaves src constant. The copies that follow are to find what everybody else finds:
// of a constant a copy may be faster than of data, and a copy out of place is not seen. Memory of
// its own would double the race's; after each batch instead of each turn it would take as long as a
// call or two.
void sampler_end(struct sampler *sampler) {
    const struct sampler *s = sampler;
    if (s->cell->impl->contract.role == CONTRACT_STORE)
        buffers_restore_src(s->buffers, s->at->src_offset, s->cell->bytes);
}

static struct block *start_block(const struct sampler *s) {
    s->samples->block_count = 1;
    s->samples->blocks[0] = (struct block){
        .code_offset = (size_t)((uintptr_t)entry_of(s->cell->impl, s->at) % CODE_PAGE),
        .src_offset = s->at->src_offset,
        .dst_offset = s->at->dst_offset,
    };
    return &s->samples->blocks[0];
}

static unsigned find_taint(const struct sampler *s, const struct rusage *before,
                           const struct rusage *after, double off_cpu_ns, double batch_ns) {
    unsigned taint = 0;
    if (after->ru_nivcsw != before->ru_nivcsw || sample_was_preempted(batch_ns, off_cpu_ns))
        taint |= TAINT_PREEMPTED;
    if (after->ru_minflt != before->ru_minflt || after->ru_majflt != before->ru_majflt)
        taint |= TAINT_FAULTED;
    if (sched_getcpu() != (int)s->place.os_index)
        taint |= TAINT_MIGRATED;
    return taint;
}

size_t sampler_most_rounds(const struct plan_cell *cell) {
    return 2 * cell->rounds_per_block;
}

static bool wants_round(const struct sampler *s) {
    size_t taken = s->samples->round_count;
    if (taken >= s->cell->rounds_least && thread_cpu_ns() > s->deadline)
        return false;
    return taken < s->wanted ||
           (s->good < s->wanted && taken < sampler_most_rounds(s->cell) && s->spare_ns > 0);
}

static void keep_round(struct sampler *s, const struct round *round, double took_ns) {
    struct cell_samples *samples = s->samples;
    struct block *block = samples->block_count > 0 ? &samples->blocks[0] : start_block(s);
    s->least_probe = fmin(s->least_probe, round->probe);
    s->good += round->taint == 0 && round->probe < SAMPLE_SHARED_ABOVE * s->least_probe;
    s->spare_ns -= block->count >= s->wanted ? took_ns : 0;
    samples->rounds[samples->round_count++] = *round;
    block->count++;
}

// The larger of the probes before and behind a round: a neighbour may come in between.
static double probe_around(struct sampler *s, double before) {
    s->latest_probe = clock_probe();
    return fmax(before, s->latest_probe);
}

// A batch of each arm in random order, into batches[arm].
static void time_arms(struct sampler *s, struct batch batches[CALL_ARMS]) {
    const struct cell_samples *samples = s->samples;
    const size_t calls[CALL_ARMS] = {samples->calls, samples->ref_calls, samples->anchor_calls};
    enum call_arm order[CALL_ARMS] = {CALL_CANDIDATE, CALL_REFERENCE, CALL_ANCHOR};
    size_t arms = s->cell->anchor != NULL ? CALL_ARMS : CALL_ANCHOR;
    if (s->cell->condition.mode == MODE_NO_WARM)
        s->followed = follow_draw(s->plan, s->cell, s->order);
    gsl_ran_shuffle(s->order, order, arms, sizeof *order);
    for (size_t i = 0; i < arms; i++)
        batches[order[i]] = time_batch(s, order[i], s->at, calls[order[i]]);
}

double sampler_round(struct sampler *sampler) {
    struct sampler *s = sampler;
    struct cell_samples *samples = s->samples;
    if (!wants_round(s))
        return 0;
    struct rusage before, after;
    struct batch batches[CALL_ARMS] = {0};
    double probe = isfinite(s->latest_probe) ? s->latest_probe : clock_probe();
    getrusage(RUSAGE_THREAD, &before);
    time_arms(s, batches);
    getrusage(RUSAGE_THREAD, &after);
    const struct batch *mine = &batches[CALL_CANDIDATE], *theirs = &batches[CALL_REFERENCE];
    samples->wrong = samples->wrong || mine->wrong;
    samples->ref_wrong = samples->ref_wrong || theirs->wrong;
    double off_cpu = 0, longest = 0, all = 0;
    for (size_t arm = 0; arm < CALL_ARMS; arm++) {
        off_cpu = fmax(off_cpu, batches[arm].ns - batches[arm].cpu_ns);
        longest = fmax(longest, batches[arm].ns);
        all += batches[arm].ns;
    }
    const struct round round = {
        .ns = mine->ns / (double)samples->calls,
        .ref_ns = theirs->ns / (double)samples->ref_calls,
        .probe = probe_around(s, probe),
        .taint = find_taint(s, &before, &after, off_cpu, longest),
        .anchor_ns =
            s->cell->anchor != NULL ? batches[CALL_ANCHOR].ns / (double)samples->anchor_calls : 0,
    };
    keep_round(s, &round, all);
    s->cpu_ns += mine->cpu_ns;
    s->cpu_calls += (double)samples->calls;
    samples->cpu_ns = s->cpu_ns / s->cpu_calls;
    return round.ns;
}
