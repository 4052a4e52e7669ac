// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/ceiling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A kernel's role is the first word of its name; a file knows no other.
static const char load[] = "load_", store[] = "store_";

static bool has_role(const struct result_row *row, const char *role) {
    return row->kind == IMPL_CEILING && strncmp(row->impl, role, strlen(role)) == 0;
}

// False where there is no kernel of this role.
static bool find_half(const struct result *r, size_t bytes, const char *role,
                      struct ceiling_half *out) {
    *out = (struct ceiling_half){.ratio = 0};
    for (size_t i = 0; i < r->row_count; i++) {
        const struct result_row *row = &r->rows[i];
        if (row->bytes != bytes || !has_role(row, role) || 2 * row->summary.ratio <= out->ratio)
            continue;
        out->ratio = 2 * row->summary.ratio;
        out->gb = 2 * (double)bytes / row->summary.ns;
        memcpy(out->impl, row->impl, sizeof out->impl);
    }
    return out->ratio > 0;
}

const struct ceiling *ceiling_of(const struct result *result, size_t bytes) {
    for (size_t i = 0; i < result->ceiling_count; i++)
        if (result->ceilings[i].bytes == bytes)
            return &result->ceilings[i];
    return NULL;
}

const struct ceiling_half *ceiling_limit(const struct ceiling *ceiling) {
    return ceiling->load.ratio < ceiling->store.ratio ? &ceiling->load : &ceiling->store;
}

static int ascending(const void *a, const void *b) {
    const struct ceiling *x = a, *y = b;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static void find_ceilings(struct result *r) {
    r->ceiling_count = 0;
    for (size_t i = 0; i < r->row_count; i++) {
        struct ceiling *c = &r->ceilings[r->ceiling_count];
        c->bytes = r->rows[i].bytes;
        if (has_role(&r->rows[i], load) && c->bytes >= CEILING_FROM &&
            ceiling_of(r, c->bytes) == NULL && find_half(r, c->bytes, load, &c->load) &&
            find_half(r, c->bytes, store, &c->store))
            r->ceiling_count++;
    }
    qsort(r->ceilings, r->ceiling_count, sizeof *r->ceilings, ascending);
}

static double percent(const struct result *r, const struct result_row *row) {
    const struct ceiling *ceiling = ceiling_of(r, row->bytes);
    bool is_reference = strcmp(row->impl, r->reference) == 0;
    if (ceiling == NULL || row->kind == IMPL_CEILING ||
        !condition_equal(&row->condition, &condition_default))
        return NAN;
    return 100 * (is_reference ? 1 : row->summary.ratio) / ceiling_limit(ceiling)->ratio;
}

void ceiling_fill(struct result *result) {
    find_ceilings(result);
    for (size_t i = 0; i < result->row_count; i++)
        result->rows[i].percent_of_ceiling = percent(result, &result->rows[i]);
}
