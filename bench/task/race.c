// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/race_parts.h"

#include "bench/analyse/summary.h"
#include "bench/machine/cgroup.h"
#include "bench/machine/clock.h"
#include "bench/machine/cycles.h"
#include "bench/measure/follow.h"
#include "bench/task/resume.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

double race_seconds_left(const struct race *race) {
    if (race->options->budget <= 0)
        return INFINITY;
    return race->options->budget - race->options->presenting - (clock_ns() - race->start) / 1e9;
}

// The most memory that this process or one of its children has held, or one of an earlier run.
static size_t peak_memory(const struct journal_content *found) {
    struct rusage mine, theirs;
    getrusage(RUSAGE_SELF, &mine);
    getrusage(RUSAGE_CHILDREN, &theirs);
    long most = mine.ru_maxrss > theirs.ru_maxrss ? mine.ru_maxrss : theirs.ru_maxrss;
    size_t bytes = (size_t)most * 1024; // the kernel counts in KiB
    return found != NULL && found->result.peak_memory_bytes > bytes
               ? found->result.peak_memory_bytes
               : bytes;
}

// Brings the account that goes with every line of the journal up to date.
void race_keep_account(struct race *race) {
    race->result->wall_seconds = (clock_ns() - race->start) / 1e9;
    race->result->peak_memory_bytes = peak_memory(race->record->found);
}

static bool certify(struct race *race, const struct impl *impl, double done) {
    struct result *r = race->result;
    race->watcher->step(race->watcher->context, "verify", impl->name, done, -1);
    struct result_impl *row = &r->impls[r->impl_count];
    if (!stand_certify(&race->stand, impl, race->interrupt, row, race->failure))
        return false;
    if (interrupt_pending(race->interrupt) != 0) // it may not have been heard to the end
        return true;
    r->impl_count++;
    r->verify_seconds += row->certificate.seconds;
    race_keep_account(race);
    return journal_add_impl(race->record->journal, r, row, race->failure);
}

// Takes a certificate of before over. False where there is none that will do: who is going to be
// called has to be certified by this very program, in these very places.
static bool keep_certificate(struct race *race, const struct impl *impl) {
    const struct journal_content *found = race->record->found;
    const struct result_impl *kept = found != NULL ? resume_certificate(found, impl->name) : NULL;
    if (kept == NULL || (interrupt_pending(race->interrupt) == 0 && kept->certificate.passed &&
                         resume_has_cells_left(found, &race->stand.plan, impl)))
        return false;
    race->result->impls[race->result->impl_count++] = *kept;
    return true;
}

// Who is wrong has no cells, whatever was measured of it before.
static void disqualify(struct race *race, const struct impl *impl) {
    struct result *r = race->result;
    size_t kept = 0;
    plan_drop(&race->stand.plan, impl);
    for (size_t i = 0; i < r->row_count; i++)
        if (strcmp(r->rows[i].impl, impl->name) != 0)
            r->rows[kept++] = r->rows[i];
    r->row_count = kept;
}

static bool certify_one(struct race *race, const struct impl *impl, double done) {
    size_t count = race->result->impl_count;
    if (!keep_certificate(race, impl)) {
        if (interrupt_pending(race->interrupt) != 0)
            return true;
        if (!certify(race, impl, done))
            return false;
        if (race->result->impl_count == count && !keep_certificate(race, impl)) // interrupted
            return true;
    }
    if (!race->result->impls[count].certificate.passed)
        disqualify(race, impl);
    return true;
}

// The reference first: without it there is no race. Who fails stays in the result and leaves the
// plan.
static bool certify_all(struct race *race, const struct selection *selection) {
    const struct impl *reference = race->options->reference;
    if (!certify_one(race, reference, 0))
        return false;
    if (race->result->impl_count > 0 && !race->result->impls[0].certificate.passed)
        return failure_set(race->failure, EXIT_UNVERIFIED,
                           "%s: the reference itself is wrong: %s (choose --ref)", reference->name,
                           certificate_fault(&race->result->impls[0].certificate)->text);
    for (size_t i = 0; i < selection->runnable_count; i++) {
        double done = (double)(i + 1) / (double)(selection->runnable_count + 1);
        if (selection->runnable[i] != reference && !certify_one(race, selection->runnable[i], done))
            return false;
    }
    for (size_t i = 0; i < selection->skipped_count; i++)
        race->result->impls[race->result->impl_count++] = result_impl_of(selection->skipped[i]);
    return true;
}

static void note_pages(struct result *r) {
    size_t seen[PAGE_KINDS] = {0};
    bool changed = false;
    for (size_t i = 0; i < r->row_count; i++) {
        size_t *latest = &seen[r->rows[i].condition.page];
        changed = changed || (*latest != 0 && *latest != r->rows[i].page_bytes);
        *latest = r->rows[i].page_bytes;
    }
    if (changed)
        result_note(r, "resumed on other pages: each cell has its own");
    if (seen[PAGE_THP] > 0 && seen[PAGE_THP] < BUFFER_SLACK)
        result_note(r, "no huge pages: the buffers lie on %zu-byte pages", seen[PAGE_THP]);
}

// What was asked for and not measured.
static void note_left_out(struct race *race) {
    const struct plan *plan = &race->stand.plan;
    struct result *r = race->result;
    if (race->options->unsound > 0)
        result_note(r, "%zu combinations left out: their --delta is no multiple of their --align",
                    race->options->unsound);
    if (plan->unsuited > 0)
        result_note(r, "%zu cells left out: contracts do not allow such pointers", plan->unsuited);
    if (plan->unpaged > 0)
        result_note(r, "--page huge left out: too few hugetlb pages are free");
    if (race->alone > 0)
        result_note(r, "no-warm: %zu cells followed themselves, there being no other copy",
                    race->alone);
}

static void note_container(struct race *race) {
    struct result *r = race->result;
    struct cgroup_limits group;
    char size[SIZE_TEXT];
    cgroup_read_own(&group);
    if (race->options->left_out > 0)
        result_note(r, "sizes from %s on left out: there is too little memory for them",
                    size_format(race->options->left_out, size));
    if (group.cpus > 0 && group.cpus <= 1)
        result_note(r,
                    "this container has %.2g of a CPU's time and is paused when it is used up: "
                    "rounds in which it was are left out",
                    group.cpus);
}

static void note_time(struct race *race) {
    const struct core_time now = timekeeping_core(race->options->place.os_index);
    double stolen = timekeeping_stolen(&race->core_time, &now);
    char clock[TIMEKEEPING_TEXT];
    timekeeping_check_own(clock);
    if (clock[0] != '\0')
        result_note(race->result, "%s", clock);
    if (stolen > TIMEKEEPING_STEAL_TOLD)
        result_note(race->result,
                    "%.0f %% of the core's time was stolen by the hypervisor while measuring",
                    100 * stolen);
}

static void note_mix(struct race *race) {
    const struct mix_sizes *mix = race->options->plan.mix;
    if (mix != NULL)
        result_note(
            race->result, "sizes of %s are rounded up to multiples of 64%s", mix->name,
            mix->first_of_three ? "; its first line alone was read, the others tell no sizes" : "");
}

static void note_surroundings(struct race *race) {
    struct result *r = race->result;
    note_pages(r);
    note_left_out(race);
    note_mix(race);
    note_container(race);
    note_time(race);
    if (strcmp(r->machine.hypervisor, "none") != 0)
        result_note(r, "a virtual machine (%s): other guests share caches and memory unseen",
                    r->machine.hypervisor);
    if (r->machine.shape.threads_per_core > 1)
        result_note(r, "the core's other hardware thread was not kept free");
    if (r->machine.cpu_scaling)
        result_note(r, "the kernel may change the core's frequency (set the performance governor)");
    if (race->stand.memory_note[0] != '\0')
        result_note(r, "%s", race->stand.memory_note);
}

static void describe_mix(struct race *race) {
    const struct mix_sizes *mix = race->options->plan.mix;
    if (mix == NULL)
        return;
    memcpy(race->result->mix, mix->name, sizeof mix->name);
    memcpy(race->result->mix_sha256, mix->sha256, sizeof mix->sha256);
}

static void describe(struct race *race, const struct impl *glibc) {
    struct result *r = race->result;
    struct fingerprint *m = &r->machine;
    fingerprint_read(m, &race->options->place);
    topology_shape(race->options->topology, &race->options->place, &m->shape);
    struct core_clock clock = cycles_core_clock();
    m->core_hz = clock.hz;
    m->core_hz_counted = clock.counted;
    snprintf(m->libc_variant, sizeof m->libc_variant, "%s", glibc->detail);
    r->seed = race->options->plan.seed;
    r->calls = race->options->calls;
    describe_mix(race);
    memcpy(r->reference, race->options->reference->name, IMPL_NAME);
    snprintf(r->command, sizeof r->command, "%s", race->record->command);
    r->setup_seconds = (clock_ns() - race->start) / 1e9;
}

static bool begin(struct race *race, const struct selection *selection) {
    struct journal_head head = {.words = race->record->words,
                                .word_count = race->record->word_count,
                                .result = race->result};
    struct result_impl *field = resume_field(selection, &head.field_count);
    head.field = field;
    race_keep_account(race);
    bool ok = field != NULL ? journal_add_head(race->record->journal, &head, race->failure)
                            : failure_set(race->failure, EXIT_ENVIRONMENT, "race: out of memory");
    free(field);
    return ok;
}

// Takes over what an earlier run has left, if this is the same race.
static bool go_on(struct race *race, const struct selection *selection) {
    const struct journal_content *found = race->record->found;
    struct result *r = race->result;
    double now_hz = r->machine.core_hz, then_hz = found->result.machine.core_hz;
    if (!resume_check(found, r, selection, &race->stand.plan, race->failure))
        return false;
    r->machine = found->result.machine; // one clock for all cells
    snprintf(r->command, sizeof r->command, "%s", found->result.command);
    r->setup_seconds += found->result.setup_seconds;
    r->verify_seconds = found->result.verify_seconds;
    r->measure_seconds = found->result.measure_seconds;
    race->start -= found->result.wall_seconds * 1e9;
    for (size_t i = 0; i < found->result.row_count; i++) {
        r->rows[r->row_count++] = found->result.rows[i];
        r->page_bytes = found->result.rows[i].page_bytes;
    }
    result_note(r, "broken off and resumed, %u time%s", found->resumed + 1,
                found->resumed > 0 ? "s" : "");
    if (cycles_differ(then_hz, now_hz))
        result_note(r, "the core's clock was %.2f GHz when resumed", now_hz / 1e9);
    race_keep_account(race);
    return journal_add_resumption(race->record->journal, r, race->failure);
}

// What is to be measured now, in what time.
static void settle_plan(struct race *race) {
    const struct journal_content *found = race->record->found;
    struct plan *plan = &race->stand.plan;
    if (found != NULL && found->cell_seconds > 0)
        plan_set_cell_seconds(plan, found->cell_seconds);
    else if (race->options->budget > 0) // what verifying has really left of it
        (void)plan_fit(plan, race_seconds_left(race));
    race->alone = follow_count_alone(plan);
    if (found != NULL)
        resume_drop_measured(found, plan);
}

static bool race_on_stand(struct race *race, const struct selection *selection) {
    const struct impl *glibc = registry_find(race->registry, "glibc", race->failure);
    if (glibc == NULL)
        return false;
    describe(race, glibc);
    if (!(race->record->found != NULL ? go_on(race, selection) : begin(race, selection)) ||
        !certify_all(race, selection))
        return false;
    settle_plan(race);
    // Ceilings alone are worth measuring where there are copies from before to hold against them.
    bool wanted = !plan_is_empty(&race->stand.plan) || race->result->row_count > 0;
    bool any_left =
        wanted && race->stand.plan.cell_count > 0 && interrupt_pending(race->interrupt) == 0;
    race->core_time = timekeeping_core(race->options->place.os_index);
    if (any_left && !race_measure(race))
        return false;
    result_drop_revoked(race->result);
    for (size_t i = 0; i < race->result->row_count; i++)
        race->result->timed_seconds += cell_samples_timed_seconds(&race->result->rows[i].samples);
    note_surroundings(race);
    summary_fill(race->result);
    race->result->signal = interrupt_pending(race->interrupt);
    return true;
}

bool race_run(const struct stand_options *options, const struct registry *registry,
              const struct selection *selection, const struct race_record *record,
              const struct race_watcher *watcher, struct interrupt *interrupt, struct result *out,
              struct failure *failure) {
    *out = (struct result){0};
    struct race race = {.start = clock_ns(),
                        .options = options,
                        .record = record,
                        .watcher = watcher,
                        .interrupt = interrupt,
                        .failure = failure,
                        .registry = registry,
                        .result = out};
    if (!stand_open(&race.stand, options, selection, failure))
        return false;
    bool ok = result_init(out, registry->count, race.stand.plan.cell_count, failure) &&
              race_on_stand(&race, selection);
    race_keep_account(&race);
    stand_close(&race.stand);
    if (!ok)
        result_free(out);
    return ok;
}
