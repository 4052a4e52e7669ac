// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct result_impl *resume_field(const struct selection *selection, size_t *count) {
    *count = selection->runnable_count + selection->skipped_count;
    struct result_impl *field = calloc(*count + 1, sizeof *field);
    for (size_t i = 0; field != NULL && i < *count; i++)
        field[i] = result_impl_of(i < selection->runnable_count
                                      ? selection->runnable[i]
                                      : selection->skipped[i - selection->runnable_count]);
    return field;
}

static bool differs(struct failure *failure, const char *what, const char *then, const char *now) {
    return failure_set(failure, EXIT_USAGE,
                       "--resume: the race was begun with %s '%.120s', now it is '%.120s' (race "
                       "anew with another --out)",
                       what, then, now);
}

struct text_field {
    const char *what;
    size_t offset; // in struct fingerprint
};

// What measurements of one race must have in common, beside the numbers below.
static const struct text_field texts[] = {
    {"host", offsetof(struct fingerprint, host)},
    {"CPU vendor", offsetof(struct fingerprint, cpu_vendor)},
    {"CPU", offsetof(struct fingerprint, cpu_model_name)},
    {"microcode", offsetof(struct fingerprint, microcode)},
    {"hypervisor", offsetof(struct fingerprint, hypervisor)},
    {"kernel", offsetof(struct fingerprint, kernel)},
    {"C library", offsetof(struct fingerprint, libc)},
    {"memcpy of the C library", offsetof(struct fingerprint, libc_variant)},
    {"GLIBC_TUNABLES", offsetof(struct fingerprint, tunables)},
    {"compiler", offsetof(struct fingerprint, compiler)},
    {"memcpybench of commit", offsetof(struct fingerprint, commit)},
};

static const struct text_field numbers[] = {
    {"CPU family", offsetof(struct fingerprint, cpu_family)},
    {"CPU model", offsetof(struct fingerprint, cpu_model)},
    {"CPU stepping", offsetof(struct fingerprint, cpu_stepping)},
    {"CPU number", offsetof(struct fingerprint, place.os_index)},
};

static bool is_same_machine(const struct fingerprint *then, const struct fingerprint *now,
                            struct failure *failure) {
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *a = (const char *)then + texts[i].offset;
        const char *b = (const char *)now + texts[i].offset;
        if (strcmp(a, b) != 0)
            return differs(failure, texts[i].what, a, b);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        unsigned a = 0, b = 0;
        char before[16], after[16];
        memcpy(&a, (const char *)then + numbers[i].offset, sizeof a);
        memcpy(&b, (const char *)now + numbers[i].offset, sizeof b);
        snprintf(before, sizeof before, "%u", a);
        snprintf(after, sizeof after, "%u", b);
        if (a != b)
            return differs(failure, numbers[i].what, before, after);
    }
    return true;
}

static bool is_same_impl(const struct result_impl *then, const struct result_impl *now,
                         struct failure *failure) {
    char what[IMPL_NAME + 40];
    if (strcmp(then->name, now->name) != 0 || then->kind != now->kind)
        return differs(failure, "implementation", then->name, now->name);
    snprintf(what, sizeof what, "%s of SHA-256", now->name);
    if (strcmp(then->sha256, now->sha256) != 0)
        return differs(failure, what, then->sha256, now->sha256);
    snprintf(what, sizeof what, "features that %s lacks", now->name);
    return strcmp(then->missing, now->missing) == 0 ||
           differs(failure, what, then->missing, now->missing);
}

static bool is_same_field(const struct journal_content *found, const struct selection *selection,
                          struct failure *failure) {
    size_t count = 0;
    struct result_impl *field = resume_field(selection, &count);
    if (field == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "--resume: out of memory");
    char then[24], now[24];
    snprintf(then, sizeof then, "%zu", found->field_count);
    snprintf(now, sizeof now, "%zu", count);
    bool ok = count == found->field_count ||
              differs(failure, "a number of implementations of", then, now);
    for (size_t i = 0; ok && i < count; i++)
        ok = is_same_impl(&found->field[i], &field[i], failure);
    free(field);
    return ok;
}

bool resume_is_row_of(const struct plan_cell *cell, const struct result_row *row) {
    return cell->bytes == row->bytes && condition_equal(&cell->condition, &row->condition) &&
           strcmp(cell->impl->name, row->impl) == 0;
}

// Index of a row's cell in the plan, cell_count where it has none.
static size_t find_cell(const struct plan *plan, const struct result_row *row) {
    size_t i = 0;
    while (i < plan->cell_count && !resume_is_row_of(&plan->cells[i], row))
        i++;
    return i;
}

// A cell of another plan has other placements. Behind one block each, in their order, stand those
// that the race has gone back to.
static bool is_cell_of(const struct plan_cell *cell, const struct result_row *row) {
    if (cell->impl->kind != row->kind || strcmp(cell->impl->sha256, row->sha256) != 0)
        return false;
    for (size_t b = 0; b < row->samples.block_count; b++) {
        size_t at = b < cell->blocks ? b : 0, end = b < cell->blocks ? b + 1 : cell->blocks;
        while (at < end && !plan_is_placed(&row->samples.blocks[b], &cell->placements[at]))
            at++;
        if (at == end)
            return false;
    }
    return true;
}

static bool is_same_plan(const struct journal_content *found, const struct plan *plan,
                         struct failure *failure) {
    for (size_t i = 0; i < found->result.row_count; i++) {
        const struct result_row *row = &found->result.rows[i];
        size_t cell = find_cell(plan, row);
        if (cell == plan->cell_count || !is_cell_of(&plan->cells[cell], row))
            return failure_set(failure, EXIT_USAGE,
                               "--resume: a cell of the journal, %s at %zu bytes, is in no such "
                               "race's plan (race anew with another --out)",
                               row->impl, row->bytes);
    }
    return true;
}

bool resume_check(const struct journal_content *found, const struct result *now,
                  const struct selection *selection, const struct plan *plan,
                  struct failure *failure) {
    const struct result *then = &found->result;
    if (then->seed != now->seed || then->calls != now->calls ||
        strcmp(then->reference, now->reference) != 0)
        return failure_set(failure, EXIT_USAGE,
                           "--resume: the journal's first line contradicts itself (race anew with "
                           "another --out)");
    if (strcmp(then->mix_sha256, now->mix_sha256) != 0)
        return differs(failure, "a --mix of SHA-256", then->mix_sha256, now->mix_sha256);
    const struct result_impl *reference = resume_certificate(found, plan->reference->name);
    const struct result_impl reference_now = result_impl_of(plan->reference);
    return is_same_machine(&then->machine, &now->machine, failure) &&
           (reference == NULL || is_same_impl(reference, &reference_now, failure)) &&
           is_same_field(found, selection, failure) && is_same_plan(found, plan, failure);
}

const struct result_impl *resume_certificate(const struct journal_content *found,
                                             const char *name) {
    for (size_t i = 0; i < found->result.impl_count; i++)
        if (strcmp(found->result.impls[i].name, name) == 0)
            return &found->result.impls[i];
    return NULL;
}

// With all its blocks.
static bool is_measured(const struct journal_content *found, const struct plan_cell *cell) {
    for (size_t i = 0; i < found->result.row_count; i++)
        if (resume_is_row_of(cell, &found->result.rows[i]))
            return found->result.rows[i].samples.block_count >= cell->blocks;
    return false;
}

// Measured, and of no use to others: where batches follow another's call, everybody at a size is
// there as long as anybody is left.
static bool is_done_with(const struct journal_content *found, const struct plan *plan,
                         const struct plan_cell *cell) {
    bool done = is_measured(found, cell);
    for (size_t i = 0; done && cell->condition.mode == MODE_NO_WARM && i < plan->cell_count; i++)
        done = plan->cells[i].placements != cell->placements || is_measured(found, &plan->cells[i]);
    return done;
}

bool resume_has_cells_left(const struct journal_content *found, const struct plan *plan,
                           const struct impl *impl) {
    for (size_t i = 0; i < plan->cell_count; i++)
        if ((plan->cells[i].impl == impl || plan->reference == impl) &&
            !is_done_with(found, plan, &plan->cells[i]))
            return true;
    return false;
}

void resume_drop_measured(const struct journal_content *found, struct plan *plan) {
    for (size_t i = plan->cell_count; i-- > 0;)
        if (is_done_with(found, plan, &plan->cells[i]))
            plan_drop_cell(plan, i);
}
