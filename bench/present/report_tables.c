// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"
#include "bench/present/report_parts.h"

#include <math.h>

// How a ratio is coloured: from s3, less than half as fast, to f3, twice as fast and more. Those
// within 3 % have no colour.
static const char *shade_of(double ratio) {
    static const struct {
        double below;
        const char *name;
    } shades[] = {{0.5, "s3"}, {0.8, "s2"}, {0.97, "s1"}, {1.03, "z"}, {1.25, "f1"}, {2, "f2"}};
    for (size_t i = 0; i < sizeof shades / sizeof *shades; i++)
        if (ratio < shades[i].below)
            return shades[i].name;
    return "f3";
}

static const char *mark_of(enum standing standing) {
    return standing == STANDING_BEST ? "*" : standing == STANDING_TIED ? "=" : "";
}

static void print_ratio(const struct page *p, size_t impl, size_t size) {
    const struct result_row *row = grid_cell(p->grid, impl, size);
    enum standing standing = grid_standing(p->grid, impl, size);
    if (row == NULL) {
        fputs("<td data-v=\"-1\">-</td>", p->out);
        return;
    }
    double ratio = row->summary.ratio;
    fprintf(p->out, "<td class=\"%s%s\" data-v=\"%.6g\">%s%.*f</td>", shade_of(ratio),
            standing == STANDING_BEST ? " best" : "", ratio, mark_of(standing),
            ratio < 9.995 ? 2 : 1, ratio);
}

static void print_open(const struct page *p, const char *label, const char *class) {
    fprintf(p->out,
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table "
            "class=\"%s\"><caption>%s",
            label, class, label);
}

static void print_ratios(const struct page *p) {
    const struct grid *g = p->grid;
    char size[SIZE_TEXT];
    print_open(p, "Ratio of every implementation at every size", "sortable filterable ratios");
    fprintf(p->out,
            ": time of %s / its time, above 1 is faster. * highest of its column, = not told apart "
            "from it. Ratios are paired, and no quotients of GB/s.</caption><thead><tr><th "
            "scope=\"col\" class=\"l\">implementation</th>",
            p->result->reference);
    for (size_t s = 0; s < g->size_count; s++)
        fprintf(p->out, "<th scope=\"col\">%s</th>", size_format(g->sizes[s], size));
    fputs("</tr></thead><tbody>\n", p->out);
    for (size_t i = 0; i < g->impl_count; i++) {
        fprintf(p->out, "<tr data-impl=\"%s\"><th scope=\"row\" class=\"l\">%s</th>", g->impls[i],
                g->impls[i]);
        for (size_t s = 0; s < g->size_count; s++)
            print_ratio(p, i, s);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody></table></div>\n", p->out);
}

static void print_figure(FILE *out, int digits, double value, const char *unit) {
    if (isfinite(value))
        fprintf(out, "<td data-v=\"%.6g\">%.*f%s</td>", value, digits, value, unit);
    else
        fputs("<td data-v=\"-1\">-</td>", out);
}

static const char *doubt_of(const struct summary *s) {
    return s->disturbed ? "disturbed" : s->from_shared ? "shared core" : "";
}

static void print_cell(const struct page *p, const struct result_row *row, enum standing standing) {
    const struct summary *s = &row->summary;
    char size[SIZE_TEXT], gb[24];
    double throughput = result_gb(row, s->ns);
    fprintf(p->out,
            "<tr data-impl=\"%s\" data-bytes=\"%zu\"><th scope=\"row\" class=\"l\">%s</th><td "
            "class=\"l\">%s</td><td data-v=\"%zu\">%s</td><td data-v=\"%.6g\">%s</td>",
            row->impl, row->bytes, row->impl, impl_kind_name(row->kind), row->bytes,
            size_format(row->bytes, size), throughput, report_gb(throughput, gb));
    print_figure(p->out, 1, 100 * (s->ns_q3 - s->ns_q1) / 2 / s->ns, " %");
    print_figure(p->out, s->ns < 999.5 ? 2 : 0, s->ns, "");
    print_figure(p->out, 3, s->ratio, "");
    print_figure(p->out, 3, s->ratio_lo, "");
    print_figure(p->out, 3, s->ratio_hi, "");
    print_figure(p->out, 0, row->percent_of_ceiling, " %");
    print_figure(p->out, 0, 100 * s->layout_sensitivity, " %");
    fprintf(p->out, "<td>%zu</td><td>%zu</td><td class=\"l\">%s</td><td class=\"l\">%s</td></tr>\n",
            s->used, s->dropped,
            standing == STANDING_BEST   ? "highest"
            : standing == STANDING_TIED ? "level"
                                        : "",
            doubt_of(s));
}

static void print_figures(const struct page *p) {
    const struct grid *g = p->grid;
    static const char *const columns[] = {"GB/s",     "+-",      "ns a call",      "ratio",
                                          "at least", "at most", "of the ceiling", "place",
                                          "rounds",   "left out"};
    fputs("<details class=\"figures\"><summary>Every figure of every cell</summary>\n", p->out);
    print_open(p, "Every figure of every cell", "sortable filterable cells");
    fputs(". GB/s: 1e9 payload bytes a second; +-: half the interquartile range; at least, at "
          "most: the ratio's 95 % interval; place: how far the ratio moves with where code and "
          "buffers lie.</caption><thead><tr><th scope=\"col\" class=\"l\">implementation</th><th "
          "scope=\"col\" class=\"l\">kind</th>",
          p->out);
    fprintf(p->out, "<th scope=\"col\">%s</th>", grid_size_heading(p->condition));
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        fprintf(p->out, "<th scope=\"col\">%s</th>", columns[i]);
    fputs("<th scope=\"col\" class=\"l\">standing</th><th scope=\"col\" "
          "class=\"l\">doubt</th></tr></thead><tbody>\n",
          p->out);
    for (size_t i = 0; i < g->impl_count; i++)
        for (size_t s = 0; s < g->size_count; s++)
            if (grid_cell(g, i, s) != NULL)
                print_cell(p, grid_cell(g, i, s), grid_standing(g, i, s));
    fputs("</tbody></table></div></details>\n", p->out);
}

void report_tables_print(const struct page *page) {
    print_ratios(page);
    print_figures(page);
}
