// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_forest.h"

#include "bench/base/sizes.h"
#include "bench/present/drawing.h"
#include "bench/present/gate_rows.h"
#include "bench/present/gnuplot.h"
#include "bench/present/plot_script.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// scripts/plot/forest.gp, embedded by the build.
extern const char plot_forest_gp[];

// Where the cells go: panels side by side, each with as many rows but the last. Lengths are in
// units of the picture.
struct layout {
    size_t panels, rows;
    double font;
    size_t name_chars;  // of a kernel's name; the middle of longer ones is left out
    double label, plot; // width of a panel's labels, and of what is drawn beside them
};

enum { MARGIN = 16, SIZE_CHARS = 10, FOREST_TOP = 104, TIC_FONT = 10 };

// Wider than the common sans-serif fonts' average; the viewer's own font is not known.
static const double advance = 0.62;

static struct layout lay_out(const struct gate_cell *const *cells, size_t count) {
    static const struct {
        size_t rows, name_chars;
        double font;
    } sorts[] = {// by panels: the more there are, the smaller and the shorter
                 {34, IMPL_NAME, 12},
                 {34, 26, 12},
                 {34, 14, 11},
                 {48, 10, 9}};
    size_t panels = 1, longest = 0;
    while (panels < sizeof sorts / sizeof *sorts && panels * sorts[panels - 1].rows < count)
        panels++;
    for (size_t i = 0; i < count; i++)
        longest = strlen(cells[i]->name) > longest ? strlen(cells[i]->name) : longest;
    struct layout l = {.panels = panels, .font = sorts[panels - 1].font};
    l.rows = (count + panels - 1) / panels;
    l.rows = l.rows < 8 ? 8 : l.rows; // few rows are not to be as tall as all of the picture
    l.name_chars = longest < sorts[panels - 1].name_chars ? longest : sorts[panels - 1].name_chars;
    l.label = (double)(l.name_chars + SIZE_CHARS) * advance * l.font + 8;
    l.plot = (double)(PLOT_WIDTH - MARGIN) / (double)panels - l.label - MARGIN;
    return l;
}

// The scale: even within the tolerance, logarithmic far beyond it, so that a cell that takes twice
// as long does not squeeze the others together.
struct scale {
    double tolerance, low, high; // low and high are places
};

static double place(const struct scale *s, double slowdown) {
    return asinh(slowdown / s->tolerance);
}

static struct scale scale_of(const struct gate_cell *const *cells, size_t count, double tolerance) {
    struct scale s = {.tolerance = tolerance};
    s.high = place(&s, 3.5 * tolerance);
    s.low = -s.high;
    for (size_t i = 0; i < count; i++) {
        const struct gate_estimate *e = gate_cell_latest(cells[i]);
        s.high = fmax(s.high, place(&s, 1.3 * cells[i]->tolerance));
        s.low = fmin(s.low, place(&s, -1.3 * cells[i]->tolerance));
        if (e != NULL && isfinite(e->slowdown)) {
            s.low = fmin(s.low, place(&s, e->lo) - 0.1);
            s.high = fmax(s.high, place(&s, e->hi) + 0.1);
        }
    }
    return s;
}

// From 0 outwards, as many as have room.
static void print_tics(FILE *out, const struct scale *s, const struct layout *l) {
    static const double steps[] = {1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5};
    double unit = (s->high - s->low) / l->plot;
    fputs("slowdown_tics = \"set xtics ('0' 0", out);
    for (int side = -1; side <= 1; side += 2) {
        double taken = advance * TIC_FONT / 2; // by the last one, from the middle on
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            double slowdown = side * steps[i] * s->tolerance, at = place(s, slowdown);
            char text[24];
            int length = snprintf(text, sizeof text, "%+.3g", 100 * slowdown);
            double half = length * advance * TIC_FONT / 2;
            if (at < s->low || at > s->high || slowdown <= -1 ||
                fabs(at) / unit - half < taken + TIC_FONT)
                continue;
            fprintf(out, ", '%s' %.6g", text, at);
            taken = fabs(at) / unit + half;
        }
    }
    fputs(")\"\n", out);
}

// "avx2_loop 64 KiB", with '!' where the core was shared and '?' where nothing is known. A valid
// name needs no quoting.
static void print_label(FILE *out, const struct gate_cell *cell, const struct layout *l,
                        size_t row) {
    const struct gate_estimate *e = gate_cell_latest(cell);
    char size[SIZE_TEXT], name[IMPL_NAME];
    size_t length = strlen(cell->name), head = (l->name_chars - 1) / 2;
    snprintf(name, sizeof name, "%s", cell->name);
    if (length > l->name_chars)
        snprintf(name, sizeof name, "%.*s..%s", (int)head - 1, cell->name,
                 cell->name + length - (l->name_chars - head - 1));
    const char *flag = e == NULL || !isfinite(e->slowdown) ? "?" : e->from_shared ? "!" : "";
    fprintf(out, "%s'%s%s %s' %zu", row > 0 ? ", " : "", flag, name, size_format(cell->bytes, size),
            row);
}

// A line of $forest: row, effect, its interval, verdict, tolerance.
static void print_cell(FILE *out, const struct gate_cell *cell, const struct scale *s, size_t row) {
    const struct gate_estimate *e = gate_cell_latest(cell);
    fprintf(out, "%zu ", row);
    if (e != NULL && isfinite(e->slowdown))
        fprintf(out, "%.6g %.6g %.6g", place(s, e->slowdown), place(s, e->lo), place(s, e->hi));
    else
        fputs("NaN NaN NaN", out);
    fprintf(out, " %d %.6g %.6g\n", (int)cell->verdict, place(s, -cell->tolerance),
            place(s, cell->tolerance));
}

static void print_cells(FILE *out, const struct gate_cell *const *cells, size_t count,
                        const struct scale *s, const struct layout *l) {
    fputs("$forest << EOD\n", out);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && i % l->rows == 0)
            fputs("\n\n", out);
        print_cell(out, cells[i], s, i % l->rows);
    }
    fprintf(out, "EOD\npanels = %zu\narray cell_tics[%zu]\n", l->panels, l->panels);
    for (size_t i = 0; i < count; i++) {
        size_t row = i % l->rows;
        if (row == 0)
            fprintf(out, "cell_tics[%zu] = \"set ytics (", i / l->rows + 1);
        print_label(out, cells[i], l, row);
        if (row + 1 == l->rows || i + 1 == count)
            fputs(")\"\n", out);
    }
}

static void print_text(FILE *out, const char *name, const char *text) {
    fprintf(out, "%s = ", name);
    gnuplot_quote(out, text);
    fputc('\n', out);
}

static void print_texts(FILE *out, const struct gate_report *r, size_t drawn, size_t count) {
    char line[GATE_LINE];
    gate_rows_headline(r, line);
    print_text(out, "heading", line);
    snprintf(line, sizeof line, "%.150s against %.150s; %.100s, %.40s, seed %u, %.0f s",
             r->candidate, r->base, r->machine.host, r->date, r->seed, r->wall_seconds);
    print_text(out, "machine", line);
    int used = snprintf(line, sizeof line,
                        "slowdown, %% (candidate / base - 1, 95 %% interval; grey: the tolerance, "
                        "beyond it the scale is logarithmic). ! shared core, ? not told");
    if (drawn < count)
        snprintf(line + used, sizeof line - (size_t)used, "; the worst %zu of %zu cells", drawn,
                 count);
    print_text(out, "caption", line);
    fputs("verdicts = '", out); // in the order of their numbers
    for (unsigned v = 0; v < GATE_VERDICTS; v++)
        fprintf(out, " %s:%zu", gate_verdict_name(v), r->suite.counts[v]);
    fputs("'\n", out);
}

bool plot_forest_define(FILE *out, const struct gate_report *report, struct failure *failure) {
    size_t count = 0;
    const struct gate_cell **cells = gate_rows_sorted(report, &count);
    if (cells == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    if (count == 0) {
        free(cells);
        return failure_set(failure, EXIT_USAGE,
                           "plot: the check holds no cell that was to be measured (base and "
                           "candidate are the same bytes, or --impl leaves none)");
    }
    size_t drawn = count < FOREST_MOST ? count : FOREST_MOST;
    const struct layout l = lay_out(cells, drawn);
    const struct scale s = scale_of(cells, drawn, report->tolerance);
    print_cells(out, cells, drawn, &s, &l);
    print_tics(out, &s, &l);
    print_texts(out, report, drawn, count);
    fprintf(out,
            "rows = %zu\nfont = %g\ntic_font = %d\nlow = %.6g\nhigh = %.6g\nmargin = %.6g\n"
            "label_width = %.6g\npanel_width = %.6g\ntop = %.6g\nbottom = %.6g\n",
            l.rows, l.font, TIC_FONT, s.low, s.high, (double)MARGIN / PLOT_WIDTH,
            l.label / PLOT_WIDTH, l.plot / PLOT_WIDTH, 1 - (double)FOREST_TOP / PLOT_HEIGHT,
            (double)PLOT_BOTTOM / PLOT_HEIGHT);
    free(cells);
    return true;
}

bool plot_forest_draw(const struct gate_report *report, const char *directory,
                      struct failure *failure) {
    struct drawing d;
    bool ok = drawing_begin(&d, 1, failure) && plot_forest_define(d.script, report, failure);
    if (ok)
        drawing_add(&d, "forest", plot_forest_gp);
    return drawing_end(&d, directory, ok, failure);
}
