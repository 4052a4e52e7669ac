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

static bool add_columns(const struct result *r, struct grid *g) {
    struct column *columns = calloc(r->row_count + 1, sizeof *columns);
    if (columns == NULL)
        return false;
    size_t count = 0;
    for (size_t i = 0; i < r->row_count; i++) {
        size_t c = 0;
        while (c < count && strcmp(columns[c].name, r->rows[i].impl) != 0)
            c++;
        if (c == count)
            columns[count++] = (struct column){r->rows[i].impl, r->rows[i].kind,
                                               strcmp(r->rows[i].impl, r->reference) == 0};
    }
    qsort(columns, count, sizeof *columns, reference_then_kind);
    for (size_t c = 0; c < count; c++)
        g->impls[c] = columns[c].name;
    g->impl_count = count;
    free(columns);
    return true;
}

static void add_sizes(const struct result *r, struct grid *g) {
    for (size_t i = 0; i < r->row_count; i++)
        g->sizes[i] = r->rows[i].bytes;
    qsort(g->sizes, r->row_count, sizeof *g->sizes, ascending);
    for (size_t i = 0; i < r->row_count; i++)
        if (g->size_count == 0 || g->sizes[g->size_count - 1] != g->sizes[i])
            g->sizes[g->size_count++] = g->sizes[i];
}

static void add_cells(const struct result *r, struct grid *g) {
    for (size_t impl = 0; impl < g->impl_count; impl++)
        for (size_t size = 0; size < g->size_count; size++)
            for (size_t i = 0; i < r->row_count; i++)
                if (r->rows[i].bytes == g->sizes[size] &&
                    strcmp(r->rows[i].impl, g->impls[impl]) == 0)
                    g->cells[impl * g->size_count + size] = &r->rows[i];
}

bool grid_make(const struct result *result, struct grid *out, struct failure *failure) {
    size_t rows = result->row_count + 1; // never an empty allocation
    struct grid g = {.impls = calloc(rows, sizeof *g.impls),
                     .sizes = calloc(rows, sizeof *g.sizes)};
    bool ok = g.impls != NULL && g.sizes != NULL && add_columns(result, &g);
    if (ok) {
        add_sizes(result, &g);
        g.cells = calloc(g.impl_count * g.size_count + 1, sizeof *g.cells);
        ok = g.cells != NULL;
    }
    if (!ok) {
        grid_free(&g);
        return failure_set(failure, EXIT_ENVIRONMENT, "out of memory");
    }
    add_cells(result, &g);
    *out = g;
    return true;
}

void grid_free(struct grid *grid) {
    free(grid->impls);
    free(grid->sizes);
    free(grid->cells);
    *grid = (struct grid){0};
}

size_t grid_fastest(const struct grid *grid, size_t size) {
    size_t best = grid->impl_count;
    for (size_t i = 0; i < grid->impl_count; i++) {
        const struct result_row *row = grid_cell(grid, i, size);
        if (row != NULL && (best == grid->impl_count ||
                            row->summary.ratio > grid_cell(grid, best, size)->summary.ratio))
            best = i;
    }
    return best;
}
