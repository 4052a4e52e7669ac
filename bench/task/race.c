// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/race.h"

#include "bench/analyse/summary.h"
#include "bench/machine/clock.h"
#include "bench/measure/call_loop.h"
#include "bench/measure/measure.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

// Seconds of a budget that are kept for writing the result and drawing it.
static const double present_reserve = 1.5;

struct race {
    const struct stand_options *options;
    const struct race_watcher *watcher;
    struct interrupt *interrupt;
    struct stand stand;
    struct result *result;
    double planned_seconds; // of the cells done so far
    double start, measure_start;
};

static bool certify(struct race *race, const struct impl *impl, double done,
                    struct failure *failure) {
    race->watcher->step(race->watcher->context, "verify", impl->name, done, -1);
    struct result_impl *row = &race->result->impls[race->result->impl_count++];
    if (!stand_certify(&race->stand, impl, race->interrupt, row, failure))
        return false;
    race->result->verify_seconds += row->certificate.seconds;
    return true;
}

// The reference first: without it there is no race. Who fails stays in the result and leaves the
// plan.
static bool certify_all(struct race *race, const struct selection *selection,
                        struct failure *failure) {
    const struct impl *reference = race->options->reference;
    if (!certify(race, reference, 0, failure))
        return false;
    const struct certificate *first = &race->result->impls[0].certificate;
    if (!first->passed && interrupt_pending(race->interrupt) == 0)
        return failure_set(failure, EXIT_UNVERIFIED,
                           "%s: the reference itself is wrong: %s (choose --ref)", reference->name,
                           certificate_fault(first)->text);
    for (size_t i = 0; i < selection->runnable_count; i++) {
        const struct impl *impl = selection->runnable[i];
        double done = (double)(i + 1) / (double)(selection->runnable_count + 1);
        if (impl == reference || interrupt_pending(race->interrupt) != 0)
            continue;
        if (!certify(race, impl, done, failure))
            return false;
        if (!race->result->impls[race->result->impl_count - 1].certificate.passed)
            plan_drop(&race->stand.plan, impl);
    }
    for (size_t i = 0; i < selection->skipped_count; i++)
        race->result->impls[race->result->impl_count++] = result_impl_of(selection->skipped[i]);
    return true;
}

static void on_begin(void *context, size_t cell) {
    struct race *race = context;
    const struct plan *plan = &race->stand.plan;
    char what[IMPL_NAME + SIZE_TEXT + 2], size[SIZE_TEXT];
    snprintf(what, sizeof what, "%s %s", plan->cells[cell].impl->name,
             size_format(plan->cells[cell].bytes, size));
    double elapsed = (clock_ns() - race->measure_start) / 1e9;
    double left = race->planned_seconds > 0
                      ? elapsed / race->planned_seconds * (plan->seconds - race->planned_seconds)
                      : plan->seconds;
    race->watcher->step(race->watcher->context, "measure", what,
                        race->planned_seconds / plan->seconds, left);
    race->planned_seconds += plan->cells[cell].seconds;
}

static void on_done(void *context, size_t cell, const struct cell_samples *samples) {
    struct race *race = context;
    const struct plan_cell *planned = &race->stand.plan.cells[cell];
    struct result_row *row = &race->result->rows[race->result->row_count++];
    *row = (struct result_row){.kind = planned->impl->kind,
                               .bytes = planned->bytes,
                               .page_bytes = race->result->page_bytes,
                               .samples = *samples};
    memcpy(row->impl, planned->impl->name, sizeof row->impl);
    memcpy(row->sha256, planned->impl->sha256, sizeof row->sha256);
    if (samples->wrong)
        result_revoke(race->result, planned->impl->name, planned->bytes);
    if (samples->ref_wrong)
        result_revoke(race->result, race->result->reference, planned->bytes);
    race->result->timed_seconds += cell_samples_timed_seconds(samples);
}

static bool on_stop(void *context) {
    struct race *race = context;
    return interrupt_pending(race->interrupt) != 0;
}

static void note_surroundings(struct race *race) {
    struct result *r = race->result;
    if (strcmp(r->machine.hypervisor, "none") != 0)
        result_note(r, "a virtual machine (%s): other guests share caches and memory unseen",
                    r->machine.hypervisor);
    if (r->machine.shape.threads_per_core > 1)
        result_note(r, "the core's other hardware thread was not kept free");
    if (r->machine.cpu_scaling)
        result_note(r, "the kernel may change the core's frequency (set the performance governor)");
    if (r->page_bytes > 0 && r->page_bytes < BUFFER_SLACK)
        result_note(r, "no huge pages: the buffers lie on %zu-byte pages", r->page_bytes);
    if (race->stand.memory_note[0] != '\0')
        result_note(r, "%s", race->stand.memory_note);
}

static bool measure(struct race *race, const struct registry *registry, struct failure *failure) {
    struct call_loop loop = {0};
    struct sampler sampler = {0};
    buffers_fill(&race->stand.buffers,
                 race->options->plan.seed); // the children left pages to be claimed back
    race->result->page_bytes = buffers_page_bytes(&race->stand.buffers);
    bool ok = call_loop_map(&loop, registry, race->options->calls, failure) &&
              sampler_open(&sampler, &race->stand.plan, &loop, &race->stand.buffers,
                           &race->options->place, race->result->machine.core_hz, failure);
    if (ok) {
        race->measure_start = clock_ns();
        struct measure_hooks hooks = {race, on_begin, on_done, on_stop};
        ok = measure_run(&sampler, &hooks, failure);
        race->result->measure_seconds = (clock_ns() - race->measure_start) / 1e9;
    }
    sampler_close(&sampler);
    call_loop_unmap(&loop);
    return ok;
}

static void describe(struct race *race, const struct impl *glibc) {
    struct fingerprint *m = &race->result->machine;
    fingerprint_read(m, &race->options->place);
    topology_shape(race->options->topology, &race->options->place, &m->shape);
    m->core_hz = clock_core_hz();
    snprintf(m->libc_variant, sizeof m->libc_variant, "%s", glibc->detail);
    race->result->seed = race->options->plan.seed;
    race->result->calls = race->options->calls;
    memcpy(race->result->reference, race->options->reference->name, IMPL_NAME);
}

static bool race_on_stand(struct race *race, const struct registry *registry,
                          const struct selection *selection, struct failure *failure) {
    const struct impl *glibc = registry_find(registry, "glibc", failure);
    if (glibc == NULL)
        return false;
    describe(race, glibc);
    race->result->setup_seconds = (clock_ns() - race->start) / 1e9;
    if (!certify_all(race, selection, failure))
        return false;
    if (race->options->budget > 0) // what verifying has really left of it
        (void)plan_fit(&race->stand.plan,
                       race->options->budget - present_reserve - (clock_ns() - race->start) / 1e9);
    bool go_on = !plan_is_empty(&race->stand.plan) && interrupt_pending(race->interrupt) == 0;
    if (go_on && !measure(race, registry, failure))
        return false;
    result_drop_revoked(race->result);
    note_surroundings(race);
    summary_fill(race->result);
    race->result->signal = interrupt_pending(race->interrupt);
    return true;
}

// The most memory that this process or one of its children has held.
static size_t peak_memory(void) {
    struct rusage mine, theirs;
    getrusage(RUSAGE_SELF, &mine);
    getrusage(RUSAGE_CHILDREN, &theirs);
    long most = mine.ru_maxrss > theirs.ru_maxrss ? mine.ru_maxrss : theirs.ru_maxrss;
    return (size_t)most * 1024; // the kernel counts in KiB
}

bool race_run(const struct stand_options *options, const struct registry *registry,
              const struct selection *selection, const struct race_watcher *watcher,
              struct interrupt *interrupt, struct result *out, struct failure *failure) {
    *out = (struct result){0};
    struct race race = {.start = clock_ns(),
                        .options = options,
                        .watcher = watcher,
                        .interrupt = interrupt,
                        .result = out};
    if (!stand_open(&race.stand, options, selection, failure))
        return false;
    bool ok = result_init(out, registry->count, race.stand.plan.cell_count, failure) &&
              race_on_stand(&race, registry, selection, failure);
    out->wall_seconds = (clock_ns() - race.start) / 1e9;
    out->peak_memory_bytes = peak_memory();
    stand_close(&race.stand);
    if (!ok)
        result_free(out);
    return ok;
}
