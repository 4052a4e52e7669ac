// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_placement.h"

#include "bench/analyse/entry.h"
#include "bench/analyse/summary.h"
#include "bench/present/plot_more.h"

#include <math.h>
#include <stdlib.h>

// The rows and columns of a grid that have something to show, as a grid.
struct part {
    struct grid grid;
    const char **impls;
    size_t *sizes;
    const struct result_row **cells;
};

// Where probes say nothing, rounds count whoever was on the core: enough to see where code lay.
static bool is_placed(const struct result_row *row) {
    struct entries entries;
    if (row == NULL)
        return false;
    entry_list(&row->samples, INFINITY, &entries);
    return entries.count > 1;
}

static bool has_impl(const struct grid *g, size_t impl) {
    for (size_t s = 0; s < g->size_count; s++)
        if (is_placed(grid_cell(g, impl, s)))
            return true;
    return false;
}

static bool has_size(const struct grid *g, size_t size) {
    for (size_t i = 0; i < g->impl_count; i++)
        if (is_placed(grid_cell(g, i, size)))
            return true;
    return false;
}

bool plot_placement_has(const struct grid *grid) {
    for (size_t i = 0; i < grid->impl_count; i++)
        if (has_impl(grid, i))
            return true;
    return false;
}

static void take_part(const struct grid *g, struct part *part) {
    struct grid *to = &part->grid;
    for (size_t s = 0; s < g->size_count; s++)
        if (has_size(g, s))
            part->sizes[to->size_count++] = g->sizes[s];
    for (size_t i = 0; i < g->impl_count; i++) {
        size_t column = to->impl_count * to->size_count;
        if (!has_impl(g, i))
            continue;
        for (size_t s = 0; s < g->size_count; s++)
            if (has_size(g, s))
                part->cells[column++] = grid_cell(g, i, s);
        part->impls[to->impl_count++] = g->impls[i];
    }
}

static bool make_part(const struct grid *g, struct part *out) {
    *out = (struct part){.impls = calloc(g->impl_count + 1, sizeof *out->impls),
                         .sizes = calloc(g->size_count + 1, sizeof *out->sizes),
                         .cells = calloc(g->impl_count * g->size_count + 1, sizeof *out->cells)};
    if (out->impls == NULL || out->sizes == NULL || out->cells == NULL)
        return false;
    out->grid.impls = out->impls;
    out->grid.sizes = out->sizes;
    out->grid.cells = out->cells;
    take_part(g, out);
    return true;
}

static void free_part(struct part *part) {
    free(part->impls);
    free(part->sizes);
    free(part->cells);
}

// What each entry takes more than the fastest in percent, where that can be told from what else
// differs between blocks.
static void print_strips(FILE *out, const struct entries *e, size_t column, size_t line) {
    double fastest = 0;
    for (size_t i = 0; i < e->count; i++)
        fastest = fmax(fastest, e->list[i].ratio);
    for (size_t i = 0; i < e->count; i++)
        fprintf(out, "%zu %zu %.6g %.6g %.6g\n", column, line, (double)i / (double)e->count,
                (double)(i + 1) / (double)e->count,
                e->told ? 100 * (fastest / e->list[i].ratio - 1) : 0);
}

static void print_cells(FILE *out, const struct plot_script *p, double baseline, bool losses) {
    const struct grid *g = p->grid;
    fprintf(out, "$%s << EOD\n", losses ? "losses" : "strips");
    for (size_t i = 0; i < g->impl_count; i++)
        for (size_t s = 0; s < g->size_count; s++) {
            struct entries entries;
            if (!is_placed(grid_cell(g, i, s)))
                continue;
            entry_list(&grid_cell(g, i, s)->samples, baseline, &entries);
            if (!losses)
                print_strips(out, &entries, s, i);
            else
                fprintf(out, "%zu %zu %.6g\n", s, i, entries.told ? 100 * entries.loss : 0);
        }
    fputs("EOD\n", out);
}

bool plot_placement(const struct plot_script *script) {
    struct part part;
    bool ok = make_part(script->grid, &part);
    if (ok) {
        struct plot_script of_part = *script;
        double baseline = summary_probe_baseline(script->result);
        of_part.grid = &part.grid;
        print_cells(script->out, &of_part, baseline, false);
        print_cells(script->out, &of_part, baseline, true);
        plot_more_frame(&of_part);
    }
    free_part(&part);
    return ok;
}
