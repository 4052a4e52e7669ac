// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/gate_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Whether the loader writes the same into both.
static bool same_patch(const struct contract *a, const struct contract *b) {
    return a->patch == b->patch &&
           (a->patch == CONTRACT_PATCH_NONE || a->patch_offset == b->patch_offset);
}

bool gate_pair_is_identical(const struct gate_pair *pair) {
    const struct impl *a = pair->base, *b = pair->candidate;
    // A library's hash is of its whole file, of which only one function is called.
    bool same_place = a->entry_count == 1 && b->entry_count == 1 && a->entries[0] == b->entries[0];
    bool same_code = a->code != NULL && b->code != NULL && a->code_size == b->code_size &&
                     memcmp(a->code, b->code, a->code_size) == 0 &&
                     same_patch(&a->contract, &b->contract);
    return same_place || same_code;
}

static bool allows(const struct gate_pair *pair, size_t bytes) {
    return contract_allows_size(&pair->base->contract, bytes) != 0 &&
           contract_allows_size(&pair->candidate->contract, bytes) != 0;
}

static struct gate_cell cell_of(const struct gate_cells_options *o, size_t pair, size_t bytes) {
    struct gate_cell cell = {.pair = pair,
                             .bytes = bytes,
                             .tolerance = bytes > SAMPLE_LARGE ? o->tolerance_large : o->tolerance,
                             .identical = gate_pair_is_identical(&o->pairs[pair])};
    memcpy(cell.name, o->pairs[pair].candidate->name, sizeof cell.name);
    memcpy(cell.sha256, o->pairs[pair].candidate->sha256, sizeof cell.sha256);
    return cell;
}

// The copy of a pair's base beside it; one for all canaries of that pair.
static size_t canary_pair(const struct gate_cells_options *o, struct gate_cells *out, size_t pair) {
    const struct impl *base = o->pairs[pair].base;
    for (size_t i = o->pair_count; i < out->pair_count; i++)
        if (out->pairs[i].base == base)
            return i;
    out->pairs[out->pair_count] = (struct gate_pair){base, base};
    return out->pair_count++;
}

// A large cell takes seconds: twenty beside the only one would take a minute or more.
static size_t most_canaries(const struct gate_cell *cell) {
    return cell->bytes > SAMPLE_LARGE ? GATE_CANARIES_LARGE : GATE_CANARIES;
}

static void add_canaries(const struct gate_cells_options *o, struct gate_cells *out) {
    size_t cells = out->count, measured = 0, canary = 0, seen = 0;
    for (size_t i = 0; i < cells; i++)
        measured += !out->cells[i].identical;
    // The k-th canary is beside the cell at k / GATE_CANARIES of the way, more than one where there
    // are fewer cells.
    for (size_t i = 0; i < cells; i++) {
        if (out->cells[i].identical)
            continue;
        size_t beside = 0;
        seen++;
        for (; canary * measured < seen * GATE_CANARIES && canary < GATE_CANARIES; canary++) {
            if (beside++ >= most_canaries(&out->cells[i]))
                continue;
            struct gate_cell cell = out->cells[i];
            cell.canary = true;
            cell.pair = canary_pair(o, out, cell.pair);
            out->cells[out->count++] = cell;
        }
    }
}

bool gate_cells_make(const struct gate_cells_options *options, struct gate_cells *out,
                     struct failure *failure) {
    const struct gate_cells_options *o = options;
    struct gate_cells c = {
        .cells = calloc(o->pair_count * o->sizes->count + GATE_CANARIES, sizeof *c.cells),
        .pairs = calloc(o->pair_count + GATE_CANARIES, sizeof *c.pairs),
        .pair_count = o->pair_count,
        .identical_too = o->identical_too,
    };
    if (c.cells == NULL || c.pairs == NULL) {
        gate_cells_free(&c);
        return failure_set(failure, EXIT_ENVIRONMENT, "gate: out of memory");
    }
    memcpy(c.pairs, o->pairs, o->pair_count * sizeof *c.pairs);
    for (size_t s = 0; s < o->sizes->count; s++)
        for (size_t i = 0; i < o->pair_count; i++)
            if (allows(&o->pairs[i], o->sizes->bytes[s]))
                c.cells[c.count++] = cell_of(o, i, o->sizes->bytes[s]);
    if (c.count == 0 && o->pair_count > 0) {
        gate_cells_free(&c);
        return failure_set(failure, EXIT_USAGE,
                           "check: no size is within the contracts (see --sizes)");
    }
    add_canaries(o, &c);
    *out = c;
    return true;
}

void gate_cells_free(struct gate_cells *cells) {
    free(cells->cells);
    free(cells->pairs);
    *cells = (struct gate_cells){0};
}

size_t gate_cells_of_newcomers(const struct gate_pair *newcomers, size_t count,
                               const struct size_list *sizes, struct gate_job *out) {
    size_t jobs = 0;
    for (size_t s = 0; s < sizes->count; s++)
        for (size_t i = 0; i < count; i++)
            if (allows(&newcomers[i], sizes->bytes[s]))
                out[jobs++] = (struct gate_job){i, sizes->bytes[s]};
    return jobs;
}

size_t gate_cells_of_stage(const struct gate_cells *cells, size_t stage, size_t *out) {
    size_t count = 0;
    for (size_t i = 0; i < cells->count; i++) {
        const struct gate_cell *c = &cells->cells[i];
        bool takes = stage == 0 ? !c->identical || cells->identical_too
                                : c->stage_count == stage && gate_cell_goes_on(c);
        size_t at = count;
        if (!takes)
            continue;
        for (; at > 0 && cells->cells[out[at - 1]].bytes > c->bytes; at--)
            out[at] = out[at - 1];
        out[at] = i;
        count++;
    }
    return count;
}

// Whether cell a gets its time before cell b. Of two that seem alike, or of which nothing is known,
// one does: else each would be let in as if the other were not there.
static bool comes_before(const struct gate_cell *a, const struct gate_cell *b) {
    double x = gate_cell_latest(a)->slowdown, y = gate_cell_latest(b)->slowdown;
    if (a->canary != b->canary)
        return a->canary;
    if (isnan(x) != isnan(y))
        return isnan(y);
    return x > y || (!(x < y) && a < b);
}

size_t gate_cells_fit(struct gate_cells *cells, size_t *chosen, size_t count, double seconds,
                      double (*cost)(const void *context, size_t bytes), const void *context) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct gate_cell *c = &cells->cells[chosen[i]];
        double needed = cost(context, c->bytes);
        for (size_t j = 0; j < count; j++)
            if (i != j && comes_before(&cells->cells[chosen[j]], c))
                needed += cost(context, cells->cells[chosen[j]].bytes);
        c->out_of_time = needed > seconds;
    }
    for (size_t i = 0; i < count; i++)
        if (!cells->cells[chosen[i]].out_of_time)
            chosen[kept++] = chosen[i];
    return kept;
}
