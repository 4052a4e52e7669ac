// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/grid.h"

#include <stdlib.h>
#include <string.h>

struct column {
    const char *name;
    enum impl_kind kind;
    bool is_reference;
};

static int reference_then_kind(const void *a, const void *b) {
    const struct column *x = a, *y = b;
    if (x->is_reference != y->is_reference)
        return x->is_reference ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int ascending(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

// Whether a row is of the grid.
static bool belongs(const struct result_row *row, const struct condition *condition) {
    return row->kind != IMPL_CEILING && condition_equal(&row->condition, condition);
}

static bool add_columns(const struct result *r, const struct condition *condition, struct grid *g) {
    struct column *columns = calloc(r->row_count + 1, sizeof *columns);
    if (columns == NULL)
        return false;
    size_t count = 0;
    for (size_t i = 0; i < r->row_count; i++) {
        size_t c = 0;
        if (!belongs(&r->rows[i], condition))
            continue;
        while (c < count && strcmp(columns[c].name, r->rows[i].impl) != 0)
            c++;
        if (c == count)
            columns[count++] = (struct column){r->rows[i].impl, r->rows[i].kind,
                                               strcmp(r->rows[i].impl, r->reference) == 0};
    }
    qsort(columns, count, sizeof *columns, reference_then_kind);
    for (size_t c = 0; c < count; c++) {
        g->impls[c] = columns[c].name;
        g->kinds[c] = columns[c].kind;
    }
    g->impl_count = count;
    free(columns);
    return true;
}

static void add_sizes(const struct result *r, const struct condition *condition, struct grid *g) {
    size_t count = 0;
    for (size_t i = 0; i < r->row_count; i++)
        if (belongs(&r->rows[i], condition))
            g->sizes[count++] = r->rows[i].bytes;
    qsort(g->sizes, count, sizeof *g->sizes, ascending);
    for (size_t i = 0; i < count; i++)
        if (g->size_count == 0 || g->sizes[g->size_count - 1] != g->sizes[i])
            g->sizes[g->size_count++] = g->sizes[i];
}

static void add_cells(const struct result *r, const struct condition *condition, struct grid *g) {
    for (size_t i = 0; i < r->row_count; i++) {
        const struct result_row *row = &r->rows[i];
        if (!belongs(row, condition))
            continue;
        const size_t *size =
            bsearch(&row->bytes, g->sizes, g->size_count, sizeof *g->sizes, ascending);
        for (size_t impl = 0; size != NULL && impl < g->impl_count; impl++)
            if (strcmp(row->impl, g->impls[impl]) == 0)
                g->cells[impl * g->size_count + (size_t)(size - g->sizes)] = row;
    }
}

// Stands at ratio 1 without an interval, for the reference.
static const struct summary reference_summary = {.ratio = 1, .ratio_lo = 1, .ratio_hi = 1};

static const struct summary *summary_at(const struct result *r, const struct grid *g, size_t impl,
                                        size_t size) {
    return strcmp(g->impls[impl], r->reference) == 0 ? &reference_summary
                                                     : &grid_cell(g, impl, size)->summary;
}

static void judge_size(const struct result *r, struct grid *g, size_t size) {
    const struct summary *best = &reference_summary;
    for (size_t i = 0; i < g->impl_count; i++)
        if (grid_cell(g, i, size) != NULL && summary_at(r, g, i, size)->ratio > best->ratio)
            best = summary_at(r, g, i, size);
    for (size_t i = 0; i < g->impl_count; i++) {
        enum standing *out = &g->standings[i * g->size_count + size];
        if (grid_cell(g, i, size) == NULL)
            continue;
        const struct summary *mine = summary_at(r, g, i, size);
        // The reference was beside everybody, shared core or not; two others need not have been
        // alike.
        bool alike = mine->from_shared == best->from_shared || mine == &reference_summary ||
                     best == &reference_summary;
        bool behind = alike && mine->ratio_hi < best->ratio_lo; // false without an interval
        *out = mine == best ? STANDING_BEST : behind ? STANDING_BEHIND : STANDING_TIED;
    }
}

const char *grid_size_heading(const struct condition *condition) {
    return condition->mode == MODE_MIX ? "up to" : "size";
}

static int in_order(const void *a, const void *b) {
    return condition_compare(a, b);
}

struct condition *grid_conditions(const struct result *result, size_t *count) {
    struct condition *list = calloc(result->row_count + 1, sizeof *list);
    size_t found = 0;
    *count = 0;
    for (size_t i = 0; list != NULL && i < result->row_count; i++)
        if (result->rows[i].kind != IMPL_CEILING && !condition_is_map(&result->rows[i].condition))
            list[found++] = result->rows[i].condition;
    if (list != NULL)
        qsort(list, found, sizeof *list, in_order);
    for (size_t i = 0; i < found; i++)
        if (*count == 0 || !condition_equal(&list[*count - 1], &list[i]))
            list[(*count)++] = list[i];
    return list;
}

bool grid_make(const struct result *result, const struct condition *condition, struct grid *out,
               struct failure *failure) {
    size_t rows = result->row_count + 1; // never an empty allocation
    struct grid g = {.impls = calloc(rows, sizeof *g.impls),
                     .kinds = calloc(rows, sizeof *g.kinds),
                     .sizes = calloc(rows, sizeof *g.sizes)};
    bool ok =
        g.impls != NULL && g.kinds != NULL && g.sizes != NULL && add_columns(result, condition, &g);
    if (ok) {
        add_sizes(result, condition, &g);
        g.cells = calloc(g.impl_count * g.size_count + 1, sizeof *g.cells);
        g.standings = calloc(g.impl_count * g.size_count + 1, sizeof *g.standings);
        ok = g.cells != NULL && g.standings != NULL;
    }
    if (!ok) {
        grid_free(&g);
        return failure_set(failure, EXIT_ENVIRONMENT, "out of memory");
    }
    add_cells(result, condition, &g);
    for (size_t size = 0; size < g.size_count; size++)
        judge_size(result, &g, size);
    *out = g;
    return true;
}

void grid_free(struct grid *grid) {
    free(grid->impls);
    free(grid->kinds);
    free(grid->sizes);
    free(grid->cells);
    free(grid->standings);
    *grid = (struct grid){0};
}
