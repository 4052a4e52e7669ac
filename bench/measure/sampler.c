// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/sampler.h"

#include "bench/machine/clock.h"
#include "loader/cpu.h"

#include <math.h>
#include <sched.h>
#include <sys/resource.h>

enum {
    TRIAL_NS = 20000,     // a batch this long tells well enough how long a call takes
    PREEMPTED_NS = 50000, // wall time beyond CPU time that the timers' own cost can't explain
    OVERTIME = 4,         // times its planned time after which a cell gives up its remaining rounds
};

static const double interrupt_share = 0.005; // of a batch

bool sampler_open(struct sampler *out, const struct plan *plan, const struct call_loop *loop,
                  const struct buffers *buffers, const struct cpu_place *place, double core_hz,
                  double spare_seconds, struct failure *failure) {
    *out = (struct sampler){.plan = plan,
                            .loop = loop,
                            .buffers = buffers,
                            .place = *place,
                            .core_hz = core_hz,
                            .least_probe = INFINITY,
                            .spare_ns = spare_seconds * 1e9,
                            .has_clflushopt = (cpu_detect() & CPU_BIT(CPU_CLFLUSHOPT)) != 0,
                            .order = gsl_rng_alloc(gsl_rng_mt19937)};
    if (out->order == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "sampler: out of memory");
    gsl_rng_set(out->order, plan->seed + 1);
    return true;
}

void sampler_close(struct sampler *sampler) {
    gsl_rng_free(sampler->order);
    *sampler = (struct sampler){0};
}

static memcpy_fn *entry_of(const struct impl *impl, const struct placement *placement) {
    return impl->entries[placement->entry % impl->entry_count];
}

// One side of a round.
struct batch {
    double ns;     // wall time of the timed calls
    double cpu_ns; // the thread's CPU time around them
    bool wrong;    // dst is not what it should be
};

// Cycles an lea.
static double probe_core(struct sampler *s) {
    double probe = clock_probe_ns() * s->core_hz / 1e9;
    s->least_probe = fmin(s->least_probe, probe);
    return probe;
}

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

// A store kernel leaves src constant. The copies that follow, the reference's in the same round
// among them, are to find what everybody else finds: of a constant a copy may be faster than of
// data, and a copy out of place is not seen. Memory of its own would double the race's; this costs
// as much time as a call or two.
static void restore(const struct sampler *s, const struct impl *impl, const struct placement *at) {
    if (impl->contract.role == CONTRACT_STORE)
        buffers_restore_src(s->buffers, at->src_offset, s->cell->bytes);
}

// Copies from and to as many places as there are calls, all flushed beforehand.
static struct batch time_cold(struct sampler *s, enum call_arm arm, const struct placement *at,
                              size_t calls) {
    const struct impl *impl = arm == CALL_CANDIDATE ? s->cell->impl : s->plan->reference;
    memcpy_fn *fn = entry_of(impl, at);
    size_t bytes = s->cell->bytes;
    call_walk_fn *walk = call_walk_for(s->loop, fn, arm);
    cold_pairs(s->buffers, at, bytes, calls, s->order, s->pairs);
    walk(s->pairs, bytes, fn, 1);
    for (size_t k = 0; k < calls; k++)
        spoil(s->pairs[k].dst, s->pairs[k].src, bytes);
    s->flushed += cold_flush(s->pairs, calls, bytes, s->has_clflushopt);
    double cpu = thread_cpu_ns();
    double start = clock_ns();
    walk(s->pairs, bytes, fn, calls);
    double end = clock_ns();
    struct batch batch = {.ns = end - start, .cpu_ns = thread_cpu_ns() - cpu};
    for (size_t k = 0; k < calls; k++)
        batch.wrong = batch.wrong ||
                      (impl_is_copy(impl) && !is_copied(s->pairs[k].dst, s->pairs[k].src, bytes));
    return batch;
}

static struct batch time_batch(struct sampler *s, enum call_arm arm, const struct placement *at,
                               size_t calls) {
    if (s->cell->condition.mode == MODE_COLD)
        return time_cold(s, arm, at, calls);
    const struct impl *impl = arm == CALL_CANDIDATE ? s->cell->impl : s->plan->reference;
    memcpy_fn *fn = entry_of(impl, at);
    uint8_t *dst = s->buffers->dst + at->dst_offset;
    const uint8_t *src = s->buffers->src + at->src_offset;
    call_loop_fn *loop = call_loop_for(s->loop, fn, arm);
    spoil(dst, src, s->cell->bytes);
    loop(dst, src, s->cell->bytes, fn, 1);
    double cpu = thread_cpu_ns();
    double start = clock_ns();
    loop(dst, src, s->cell->bytes, fn, calls);
    double end = clock_ns();
    double cpu_end = thread_cpu_ns();
    restore(s, impl, at);
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
        (void)time_cold(s, arm, &s->cell->placements[0], fewest);
        took = fmin(took, clock_ns() - start);
    }
    double fit = ns / (took / (double)fewest);
    return fit <= (double)fewest ? fewest : fit >= (double)most ? most : (size_t)fit;
}

// Calls that fill `ns` nanoseconds.
static size_t calls_filling(struct sampler *s, enum call_arm arm, double ns) {
    if (s->cell->condition.mode == MODE_COLD)
        return cold_calls_filling(s, arm, ns);
    size_t calls = 1;
    double took = 0;
    while ((took = time_batch(s, arm, &s->cell->placements[0], calls).ns) < TRIAL_NS)
        calls *= took < TRIAL_NS / 16.0 ? 8 : 2;
    double fit = ns / (took / (double)calls);
    return fit > PLAN_FEWEST_CALLS ? (size_t)fit : PLAN_FEWEST_CALLS;
}

void sampler_begin(struct sampler *sampler, const struct plan_cell *cell,
                   struct cell_samples *samples) {
    struct sampler *s = sampler;
    s->cell = cell;
    s->samples = samples;
    s->good = 0;
    s->cpu_ns = s->cpu_calls = 0;
    *samples = (struct cell_samples){0};
    double begin = thread_cpu_ns(); // a race that is stopped and continued loses no round
    double batches = 2.0 * (double)cell->blocks * (double)cell->rounds_per_block;
    double batch_ns = s->plan->cell_seconds * cell->share * 1e9 / batches;
    samples->calls = calls_filling(s, CALL_CANDIDATE, batch_ns);
    samples->ref_calls = calls_filling(s, CALL_REFERENCE, batch_ns);
    s->deadline = begin + OVERTIME * cell->seconds * 1e9;
}

static void start_block(struct cell_samples *samples, const struct plan_cell *cell) {
    const struct placement *at = &cell->placements[samples->block_count];
    samples->blocks[samples->block_count++] = (struct block){
        .code_offset = (size_t)((uintptr_t)entry_of(cell->impl, at) % CODE_PAGE),
        .src_offset = at->src_offset,
        .dst_offset = at->dst_offset,
        .first = samples->round_count,
    };
}

static unsigned find_taint(const struct sampler *s, const struct rusage *before,
                           const struct rusage *after, double off_cpu_ns, double batch_ns) {
    unsigned taint = 0;
    // Interrupts alone take a little of any long batch.
    double most =
        batch_ns * interrupt_share > PREEMPTED_NS ? batch_ns * interrupt_share : PREEMPTED_NS;
    if (after->ru_nivcsw != before->ru_nivcsw || off_cpu_ns > most)
        taint |= TAINT_PREEMPTED;
    if (after->ru_minflt != before->ru_minflt || after->ru_majflt != before->ru_majflt)
        taint |= TAINT_FAULTED;
    if (sched_getcpu() != (int)s->place.os_index)
        taint |= TAINT_MIGRATED;
    return taint;
}

size_t sampler_most_rounds(const struct plan_cell *cell) {
    return 2 * cell->blocks * cell->rounds_per_block;
}

// Whether the cell goes on: with the block it is in, or the next.
static bool find_block(struct sampler *s) {
    struct cell_samples *samples = s->samples;
    const size_t wanted = s->cell->rounds_per_block;
    size_t blocks = samples->block_count;
    size_t taken = blocks > 0 ? samples->blocks[blocks - 1].count : 0;
    bool again = taken >= wanted && s->good < wanted && taken < 2 * wanted && s->spare_ns > 0;
    if (thread_cpu_ns() > s->deadline)
        return false;
    if (blocks > 0 && (taken < wanted || again))
        return true;
    if (blocks == s->cell->blocks)
        return false;
    start_block(samples, s->cell);
    s->good = 0;
    return true;
}

static void keep_round(struct sampler *s, struct block *block, const struct round *round,
                       double took_ns) {
    bool good = round->taint == 0 && round->probe < SAMPLE_SHARED_ABOVE * s->least_probe;
    s->samples->rounds[s->samples->round_count++] = *round;
    s->spare_ns -= block->count >= s->cell->rounds_per_block ? took_ns : 0;
    s->good += good;
    block->count++;
}

double sampler_round(struct sampler *sampler) {
    struct sampler *s = sampler;
    struct cell_samples *samples = s->samples;
    if (!find_block(s))
        return 0;
    struct block *block = &samples->blocks[samples->block_count - 1];
    const struct placement *at = &s->cell->placements[samples->block_count - 1];
    struct rusage before, after;
    struct batch mine, theirs;
    getrusage(RUSAGE_THREAD, &before);
    double probe = probe_core(s);
    if (gsl_rng_uniform_int(s->order, 2) == 0) {
        mine = time_batch(s, CALL_CANDIDATE, at, samples->calls);
        theirs = time_batch(s, CALL_REFERENCE, at, samples->ref_calls);
    } else {
        theirs = time_batch(s, CALL_REFERENCE, at, samples->ref_calls);
        mine = time_batch(s, CALL_CANDIDATE, at, samples->calls);
    }
    getrusage(RUSAGE_THREAD, &after);
    samples->wrong = samples->wrong || mine.wrong;
    samples->ref_wrong = samples->ref_wrong || theirs.wrong;
    double off_cpu = fmax(mine.ns - mine.cpu_ns, theirs.ns - theirs.cpu_ns);
    const struct round round = {
        .ns = mine.ns / (double)samples->calls,
        .ref_ns = theirs.ns / (double)samples->ref_calls,
        .probe = probe,
        .taint = find_taint(s, &before, &after, off_cpu, fmax(mine.ns, theirs.ns)),
    };
    keep_round(s, block, &round, mine.ns + theirs.ns);
    s->cpu_ns += mine.cpu_ns;
    s->cpu_calls += (double)samples->calls;
    samples->cpu_ns = s->cpu_ns / s->cpu_calls;
    return round.ns;
}
