// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/versus_format.h"

#include "bench/base/sizes.h"
#include "bench/present/grid.h"

#include <math.h>
#include <stdio.h>

static int digits(double value) {
    return value < 9.9995 ? 3 : 1;
}

// " 1.034  1.030 to 1.038", dashes for what there is no telling.
static void print_ratio(FILE *out, struct versus_ratio r) {
    char text[32] = "-";
    if (isfinite(r.ratio))
        snprintf(text, sizeof text, "%.*f", digits(r.ratio), r.ratio);
    fprintf(out, " %7s", text);
    snprintf(text, sizeof text, "-");
    if (isfinite(r.lo) && isfinite(r.hi))
        snprintf(text, sizeof text, "%.*f to %.*f", digits(r.lo), r.lo, digits(r.hi), r.hi);
    fprintf(out, " %15s", text);
}

static char mark_of(const struct versus_cell *c) {
    return c->shared ? '!' : c->to_best.hi < VERSUS_BEHIND ? '<' : ' '; // NAN is not below
}

static void print_cell(const struct versus_cell *c, const struct table_style *style, FILE *out) {
    char size[SIZE_TEXT], names[VERSUS_NAMES], percent[16] = "-";
    const struct summary *s = &c->row->summary;
    const char *lack = versus_format_lack(c);
    double gb = result_gb(c->row, s->ns);
    bool red = style->colour && mark_of(c) == '<';
    if (isfinite(c->row->percent_of_ceiling))
        snprintf(percent, sizeof percent, "%.0f%%", c->row->percent_of_ceiling);
    fprintf(out, "%9s %6.*f %s%c", size_format(c->row->bytes, size), gb < 99.95 ? 1 : 0, gb,
            red ? "\033[1;31m" : "", mark_of(c));
    print_ratio(out, c->to_best);
    fputs(red ? "\033[0m" : "", out);
    print_ratio(out, (struct versus_ratio){s->ratio, s->ratio_lo, s->ratio_hi});
    fprintf(out, " %5s  %s", percent, versus_format_names(c, names));
    if (lack != NULL)
        fprintf(out, "%s(%s)", names[0] != '\0' ? " " : "", lack);
    fputc('\n', out);
}

// What all sizes come to.
static void print_sum(const struct versus_view *view, const struct versus *v,
                      const struct table_style *style, FILE *out) {
    const struct versus_ratio *best = &v->to_best, *ref = &v->to_reference;
    size_t unknown = v->count - v->told;
    if (v->told > 0) {
        table_print_text(
            style, out,
            "geometric mean over %zu size%s, with 95%% intervals: / best %.3f, %.3f to "
            "%.3f; / %s %.3f, %.3f to %.3f",
            v->told, v->told == 1 ? "" : "s", best->ratio, best->lo, best->hi,
            view->result->reference, ref->ratio, ref->lo, ref->hi);
        table_print_text(style, out,
                         "below %.2f of the best: surely at %zu of %zu (the whole interval), "
                         "perhaps at %zu (it holds %.2f)",
                         VERSUS_BEHIND, v->behind, v->told, v->may_be, VERSUS_BEHIND);
    }
    if (unknown > 0)
        table_print_text(style, out,
                         "not in these figures: %zu size%s where the core was shared, or without a "
                         "rival or enough placements",
                         unknown, unknown == 1 ? "" : "s");
    if (v->unjudged > 0)
        table_print_text(style, out,
                         "at %zu size%s some rival was not judged: too few of its placements were "
                         "left",
                         v->unjudged, v->unjudged == 1 ? "" : "s");
}

struct paper {
    const struct table_style *style;
    FILE *out;
};

static void print_block(const struct versus *v, const struct versus_view *view, void *to) {
    const struct paper *paper = to;
    FILE *out = paper->out;
    char title[CONDITION_TITLE];
    const struct condition *condition = &v->cells[0].row->condition;
    condition_describe(condition, title);
    fprintf(out, "\n%s%s%s against the best of %zu at each size\n", title,
            title[0] != '\0' ? ": " : "", view->field->impl, v->rivals);
    fprintf(out, "%9s %6s   %7s %15s %7s %15s %5s  %s\n", grid_size_heading(condition), "GB/s",
            "/ best", "95% interval", "/ ref", "95% interval", "ceil", "the best");
    for (size_t i = 0; i < v->count; i++)
        print_cell(&v->cells[i], paper->style, out);
    fputc('\n', out);
    print_sum(view, v, paper->style, out);
}

static void print_legend(const struct versus_view *view, const struct table_style *style,
                         FILE *out) {
    table_print_text(
        style, out,
        "/ best: time of the best / time of %s, above 1 is faster, from paired rounds; "
        "< wholly below %.2f, ! the core was shared. The best is picked by one half of "
        "the placements and judged by the other, and the other way round: two names "
        "where the halves differ.",
        view->field->impl, VERSUS_BEHIND);
    table_print_text(style, out,
                     "/ ref: the ratio to %s. ceil: how much of the ceiling it reached.",
                     view->result->reference);
    if (versus_spares_champions(view->field))
        table_print_text(style, out, "other champions are no rivals unless --among names them");
    if (!view->field->any_isa)
        table_print_text(style, out,
                         "rivals need no more than --isa; the C library's is none of them, as it "
                         "chooses by itself what it uses");
}

bool versus_text_print(const struct versus_view *view, const struct table_style *style, FILE *out) {
    struct paper paper = {style, out};
    table_print_head(view->result, style, out);
    bool ok = versus_format_parts(view, print_block, &paper);
    print_legend(view, style, out);
    return ok;
}
