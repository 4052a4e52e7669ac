// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/chart.h"

#include "bench/base/sizes.h"
#include "bench/present/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// From the lowest to the highest; what was not measured is a blank.
static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const digits[] = {"1", "2", "3", "4", "5", "6", "7", "8"};

enum {
    BARS = sizeof blocks / sizeof *blocks,
    GAP = 2,
    FIGURES = 34, // columns of what stands behind the bars: "118 GB/s at 512 KiB, highest at 21"
    WIDEST = 3,   // columns of a bar
};

struct chart {
    const struct grid *grid;
    const char *const *bars; // BARS of them
    FILE *out;
    double low, high; // GB/s
    size_t name_column;
    size_t columns; // bars of a line
    size_t sizes;   // of a bar
    size_t wide;    // columns of a bar
};

static double gb_of(const struct result_row *row) {
    return result_gb(row, row->summary.ns);
}

static void lay_out(struct chart *c, unsigned width) {
    const struct grid *g = c->grid;
    c->low = INFINITY;
    for (size_t i = 0; i < g->impl_count * g->size_count; i++)
        if (g->cells[i] != NULL) {
            c->low = fmin(c->low, gb_of(g->cells[i]));
            c->high = fmax(c->high, gb_of(g->cells[i]));
        }
    for (size_t i = 0; i < g->impl_count; i++)
        c->name_column =
            strlen(g->impls[i]) > c->name_column ? strlen(g->impls[i]) : c->name_column;
    size_t taken = c->name_column + GAP + GAP + FIGURES;
    size_t room = width > taken ? width - taken : 1;
    c->sizes = (g->size_count + room - 1) / room;
    c->columns = (g->size_count + c->sizes - 1) / c->sizes;
    c->wide = room / c->columns < WIDEST ? room / c->columns : WIDEST;
}

// Of as many sizes as share a bar the mean, on a logarithmic scale: cells differ a hundredfold.
static const char *bar_of(const struct chart *c, size_t impl, size_t column) {
    double sum = 0;
    size_t count = 0;
    for (size_t s = column * c->sizes; s < (column + 1) * c->sizes && s < c->grid->size_count; s++)
        if (grid_cell(c->grid, impl, s) != NULL) {
            sum += log(gb_of(grid_cell(c->grid, impl, s)));
            count++;
        }
    if (count == 0)
        return " ";
    double share =
        c->high > c->low ? (sum / (double)count - log(c->low)) / (log(c->high) - log(c->low)) : 1;
    size_t bar = (size_t)fmax(0, share * BARS);
    return c->bars[bar < BARS ? bar : BARS - 1];
}

static void print_line(const struct chart *c, size_t impl) {
    const struct grid *g = c->grid;
    const struct result_row *best = NULL;
    char size[SIZE_TEXT];
    size_t highest = 0;
    for (size_t s = 0; s < g->size_count; s++) {
        const struct result_row *row = grid_cell(g, impl, s);
        if (row != NULL && (best == NULL || gb_of(row) > gb_of(best)))
            best = row;
        highest += grid_standing(g, impl, s) == STANDING_BEST;
    }
    fprintf(c->out, "%-*s%*s", (int)c->name_column, g->impls[impl], GAP, "");
    for (size_t column = 0; column < c->columns; column++)
        for (size_t i = 0; i < c->wide; i++)
            fputs(bar_of(c, impl, column), c->out);
    if (best != NULL)
        fprintf(c->out, "%*s%4.*f GB/s at %s", GAP, "", gb_of(best) < 99.95 ? 1 : 0, gb_of(best),
                size_format(best->bytes, size));
    if (highest > 0)
        fprintf(c->out, ", highest at %zu", highest);
    fputc('\n', c->out);
}

static void print_condition(const struct grid *grid, const char *title, bool of_mix,
                            const struct table_style *style, FILE *out) {
    struct chart c = {.grid = grid, .bars = style->ascii ? digits : blocks, .out = out};
    char first[SIZE_TEXT], last[SIZE_TEXT];
    lay_out(&c, style->width);
    fprintf(out, "\n%s%s%s%s to %s from left to right, %.3g to %.3g GB/s from low to high (log)\n",
            title, title[0] != '\0' ? ": " : "", of_mix ? "largest " : "",
            size_format(grid->sizes[0], first),
            size_format(grid->sizes[grid->size_count - 1], last), c.low, c.high);
    for (size_t i = 0; i < grid->impl_count; i++)
        print_line(&c, i);
}

bool chart_print(const struct result *result, const struct table_style *style, FILE *out) {
    size_t count = 0;
    struct condition *conditions = grid_conditions(result, &count);
    bool ok = conditions != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        struct grid grid;
        struct failure ignored = {0};
        char title[CONDITION_TITLE];
        ok = grid_make(result, &conditions[i], &grid, &ignored);
        if (ok) {
            print_condition(&grid, condition_describe(&conditions[i], title),
                            conditions[i].mode == MODE_MIX, style, out);
            grid_free(&grid);
        }
    }
    free(conditions);
    return fflush(out) == 0 && ok && !ferror(out);
}
