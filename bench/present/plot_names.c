// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// One name. Lengths are in units of the picture, y from its top.
struct entry {
    size_t impl;
    enum impl_kind kind;
    size_t bytes; // at which its line ends
    double end;   // its value there
    double y;
    size_t column; // of a legend, from 0
    bool heads;    // the first of its kind: its kind's name stands above it
};

// Wider than the common sans-serif fonts' average; the viewer's own font is not known.
static const double advance = 0.62;

static double across(double x) {
    return x / PLOT_WIDTH;
}

static double up(double y) {
    return 1 - y / PLOT_HEIGHT;
}

static double gb(const struct result_row *row) {
    return result_gb(row, row->summary.ns);
}

static double ratio(const struct result_row *row) {
    return row->summary.ratio;
}

static double percent(const struct result_row *row) {
    return isfinite(row->percent_of_ceiling) ? row->percent_of_ceiling : 0;
}

static struct entry entry_of(const struct grid *g, size_t impl,
                             double value(const struct result_row *)) {
    struct entry entry = {.impl = impl, .kind = g->kinds[impl]};
    for (size_t s = 0; s < g->size_count; s++)
        if (grid_cell(g, impl, s) != NULL) {
            entry.bytes = g->sizes[s];
            entry.end = value(grid_cell(g, impl, s));
        }
    return entry;
}

static int highest_first(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    if (x->end < y->end || x->end > y->end)
        return x->end < y->end ? 1 : -1;
    return (x->impl > y->impl) - (x->impl < y->impl);
}

static int kind_then_highest(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return highest_first(a, b);
}

// Of the names in a column.
static double widest_name(const struct plot_script *p, const struct entry *entries, size_t count,
                          size_t column, double font) {
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(p->grid->impls[entries[i].impl]);
        if (entries[i].column == column && length > longest)
            longest = length;
    }
    return (double)longest * advance * font;
}

// Rows from one name to the next, and the size of its font.
struct pitch {
    double rows, font;
};

// Puts a legend's entries into as few columns as can be read, and says how far apart they stand. A
// heading takes a row, and half of one above it.
static struct pitch lay_out(struct entry *entries, size_t count) {
    static const double height = PLOT_HEIGHT - PLOT_TOP - 12, widest = 18, tightest = 15;
    double rows = (double)count, row = 0;
    for (size_t i = 0; i < count; i++) {
        entries[i].heads = i == 0 || entries[i].kind != entries[i - 1].kind;
        rows += entries[i].heads ? 1.5 : 0;
    }
    double columns = ceil(rows * tightest / height);
    double limit = columns > 1 ? rows / columns + 2 : rows; // no column ends with a heading
    double pitch = fmin(widest, height / limit);
    for (size_t i = 0, column = 0; i < count; i++) {
        if (row + (entries[i].heads ? 2.5 : 1) > limit) {
            column++;
            row = 0;
        }
        if (entries[i].heads)
            row += row > 0 ? 1.5 : 1;
        entries[i].column = column;
        entries[i].y = PLOT_TOP + row * pitch;
        row++;
    }
    return (struct pitch){.rows = pitch, .font = pitch * 0.7};
}

enum { SAMPLE = 40, BESIDE_SAMPLE = SAMPLE + 6, BESIDE_NAME = 8 };

// Where a column begins: the last one ends with the picture.
static double left_of(const struct plot_script *p, const struct entry *entries, size_t count,
                      size_t column, double font) {
    double left = PLOT_WIDTH;
    for (size_t c = column; c <= entries[count - 1].column; c++)
        left -= BESIDE_SAMPLE + BESIDE_NAME + widest_name(p, entries, count, c, font);
    return left;
}

// A valid name needs no quoting.
static void print_entry(const struct plot_script *p, const struct entry *e, double x,
                        struct pitch pitch) {
    size_t style = e->impl + 1;
    if (e->heads)
        fprintf(p->out,
                "set label '%s' at screen %.5f, screen %.5f left font ',%.1f' textcolor rgb "
                "'#707070'\n",
                impl_kind_name(e->kind), across(x), up(e->y - pitch.rows), pitch.font);
    fprintf(p->out,
            "set arrow from screen %.5f, screen %.5f to screen %.5f, screen %.5f nohead ls %zu\n"
            "set label '' at screen %.5f, screen %.5f point ls %zu\n"
            "set label '%s' at screen %.5f, screen %.5f left font ',%.1f'\n",
            across(x), up(e->y), across(x + SAMPLE), up(e->y), style, across(x + SAMPLE / 2.0),
            up(e->y), style, p->grid->impls[e->impl], across(x + BESIDE_SAMPLE), up(e->y),
            pitch.font);
}

static bool print_names(const struct plot_script *p, double value(const struct result_row *)) {
    const struct grid *g = p->grid;
    struct entry *entries = calloc(g->impl_count, sizeof *entries);
    if (entries == NULL)
        return false;
    for (size_t i = 0; i < g->impl_count; i++)
        entries[i] = entry_of(g, i, value);
    qsort(entries, g->impl_count, sizeof *entries, kind_then_highest);
    struct pitch pitch = lay_out(entries, g->impl_count);
    fprintf(p->out, "set rmargin at screen %.5f\n",
            across(left_of(p, entries, g->impl_count, 0, pitch.font) - 32));
    for (size_t i = 0; i < g->impl_count; i++) {
        double x = left_of(p, entries, g->impl_count, entries[i].column, pitch.font);
        print_entry(p, &entries[i], x, pitch);
    }
    free(entries);
    return true;
}

bool plot_names_by_gb(const struct plot_script *script) {
    return print_names(script, gb);
}

bool plot_names_by_ratio(const struct plot_script *script) {
    return print_names(script, ratio);
}

bool plot_names_by_percent(const struct plot_script *script) {
    return print_names(script, percent);
}

// Moves those that are too near each other apart, both by half of what lacks, until none is.
static void move_apart(struct entry *entries, size_t count, double pitch) {
    bool moved = true;
    for (size_t pass = 0; moved && pass < 200; pass++) {
        moved = false;
        for (size_t i = 1; i < count; i++) {
            double lacks = pitch - (entries[i].y - entries[i - 1].y);
            if (lacks <= 0.05)
                continue;
            entries[i - 1].y -= lacks / 2;
            entries[i].y += lacks / 2;
            moved = true;
        }
    }
}

static void print_end(const struct plot_script *p, const struct entry *e, double right) {
    size_t style = e->impl + 1;
    fprintf(p->out,
            "set arrow from first %zu, first %.6g to screen %.5f, screen %.5f nohead lw 0.8 lc rgb "
            "colour(%zu)\n"
            "set label '%s' at screen %.5f, screen %.5f left font ',14' textcolor rgb "
            "colour(%zu)\n",
            e->bytes, e->end, across(right + 26), up(e->y), style, p->grid->impls[e->impl],
            across(right + 30), up(e->y), style);
}

bool plot_names_at_ends(const struct plot_script *script) {
    const struct grid *g = script->grid;
    struct entry *entries = calloc(g->impl_count, sizeof *entries);
    struct plot_range range = plot_script_best_range(script);
    size_t count = 0;
    if (entries == NULL)
        return false;
    for (size_t i = 0; i < g->impl_count; i++)
        if (plot_script_is_best(script, i))
            entries[count++] = entry_of(g, i, ratio);
    qsort(entries, count, sizeof *entries, highest_first);
    for (size_t i = 0; i < count; i++)
        entries[i].y = PLOT_TOP + (PLOT_HEIGHT - PLOT_TOP - PLOT_BOTTOM) *
                                      log(range.high / entries[i].end) /
                                      log(range.high / range.low);
    move_apart(entries, count, 19);
    double right = PLOT_WIDTH - 40 - widest_name(script, entries, count, 0, 14);
    fprintf(script->out, "set rmargin at screen %.5f\n", across(right));
    for (size_t i = 0; i < count; i++)
        print_end(script, &entries[i], right);
    free(entries);
    return true;
}
