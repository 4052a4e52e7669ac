// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/versus_format.h"

#include "bench/base/sizes.h"
#include "bench/present/grid.h"
#include "loader/cpu.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

const char *versus_format_names(const struct versus_cell *cell, char out[VERSUS_NAMES]) {
    const struct result_row *a = cell->picked[0], *b = cell->picked[1];
    out[0] = '\0';
    if (a != NULL)
        snprintf(out, VERSUS_NAMES, "%s%s%s", a->impl, a != b ? ", " : "", a != b ? b->impl : "");
    return out;
}

const char *versus_format_lack(const struct versus_cell *cell) {
    if (cell->rivals == 0)
        return "no rival";
    return isnan(cell->to_best.lo) ? "too few placements" : NULL;
}

bool versus_format_parts(const struct versus_view *view, versus_part *print, void *to) {
    size_t count = 0;
    struct condition *conditions = grid_conditions(view->result, &count);
    bool ok = conditions != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        struct versus v;
        ok = versus_make(view->result, &conditions[i], view->field, &v);
        if (ok && v.count > 0)
            print(&v, view, to);
        if (ok)
            versus_free(&v);
    }
    free(conditions);
    return ok;
}

static void print_csv_ratio(FILE *out, struct versus_ratio r) {
    format_csv_figure(out, r.ratio);
    format_csv_figure(out, r.lo);
    format_csv_figure(out, r.hi);
}

static void print_csv(const struct versus *v, const struct versus_view *view, void *to) {
    (void)view;
    for (size_t i = 0; i < v->count; i++) {
        const struct versus_cell *c = &v->cells[i];
        const struct summary *s = &c->row->summary;
        fprintf(to, "%s,%zu", c->row->impl, c->row->bytes);
        format_csv_figure(to, result_gb(c->row, s->ns));
        print_csv_ratio(to, c->to_best);
        for (size_t half = 0; half < VERSUS_HALVES; half++)
            fprintf(to, ",%s", c->picked[half] != NULL ? c->picked[half]->impl : "");
        fprintf(to, ",%zu,%zu,%zu,%d", c->placements, c->rivals, c->unjudged, c->shared);
        print_csv_ratio(to, (struct versus_ratio){s->ratio, s->ratio_lo, s->ratio_hi});
        format_csv_figure(to, c->row->percent_of_ceiling);
        format_csv_condition(to, c->row);
    }
}

static bool print_csv_file(const struct versus_view *view, FILE *out) {
    fputs("impl,bytes,gb_per_s,to_best,to_best_lo,to_best_hi,best_of_one_half,best_of_the_other,"
          "placements,rivals,unjudged,shared,ratio,ratio_lo,ratio_hi,percent_of_ceiling,"
          "mode,align,delta,src_mod,page_kind,page,bytes_mean\r\n",
          out);
    return versus_format_parts(view, print_csv, out);
}

static void print_markdown_ratio(FILE *out, struct versus_ratio r) {
    if (isnan(r.ratio))
        fputs(" – |", out);
    else if (isnan(r.lo))
        fprintf(out, " %.3f |", r.ratio);
    else
        fprintf(out, " %.3f (%.3f–%.3f) |", r.ratio, r.lo, r.hi);
}

static void print_markdown_cell(FILE *out, const struct versus_cell *c) {
    char size[SIZE_TEXT], names[VERSUS_NAMES];
    const struct summary *s = &c->row->summary;
    const char *lack = versus_format_lack(c);
    fprintf(out, "\n| %s | %.1f |", size_format(c->row->bytes, size), result_gb(c->row, s->ns));
    print_markdown_ratio(out, c->to_best);
    print_markdown_ratio(out, (struct versus_ratio){s->ratio, s->ratio_lo, s->ratio_hi});
    if (isfinite(c->row->percent_of_ceiling))
        fprintf(out, " %.0f %% |", c->row->percent_of_ceiling);
    else
        fputs(" – |", out);
    fprintf(out, " %s%s%s%s%s |", versus_format_names(c, names), lack != NULL ? " (" : "",
            lack != NULL ? lack : "", lack != NULL ? ")" : "", c->shared ? " (core shared)" : "");
}

static void print_markdown(const struct versus *v, const struct versus_view *view, void *to) {
    char title[CONDITION_TITLE];
    const struct condition *condition = &v->cells[0].row->condition;
    if (condition_describe(condition, title)[0] != '\0')
        fprintf(to, "\n%s:\n", title);
    fprintf(to,
            "\n| %s | GB/s | / the best | / %s | of the ceiling | the best |\n"
            "| ---: | ---: | ---: | ---: | ---: | :--- |",
            grid_size_heading(condition), view->result->reference);
    for (size_t i = 0; i < v->count; i++)
        print_markdown_cell(to, &v->cells[i]);
    if (v->told > 0) {
        fprintf(to, "\n| geometric mean of %zu | |", v->told);
        print_markdown_ratio(to, v->to_best);
        print_markdown_ratio(to, v->to_reference);
        fprintf(to, " | below %.2f: surely at %zu, perhaps at %zu |", VERSUS_BEHIND, v->behind,
                v->may_be);
    }
    fputc('\n', to);
}

static bool print_markdown_page(const struct versus_view *view, FILE *out) {
    fprintf(
        out,
        "`%s` against the best of its rivals at each size, picked by one half of the placements "
        "and judged by the other; in brackets 95 %% intervals, above 1 is faster.\n",
        view->field->impl);
    return versus_format_parts(view, print_markdown, out);
}

// JSON knows no NAN.
static json_t *number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *ratio(struct versus_ratio r) {
    return json_pack("{s:o, s:o, s:o}", "ratio", number(r.ratio), "lo", number(r.lo), "hi",
                     number(r.hi));
}

static json_t *cell(const struct versus_cell *c) {
    const struct summary *s = &c->row->summary;
    json_t *best = json_array();
    for (size_t half = 0; half < VERSUS_HALVES; half++)
        if (c->picked[half] != NULL)
            json_array_append_new(best, json_string(c->picked[half]->impl));
    return json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:b}", "bytes", (json_int_t)c->row->bytes,
        "bytes_per_second", number(result_gb(c->row, s->ns) * 1e9), "to_best", ratio(c->to_best),
        "to_reference", ratio((struct versus_ratio){s->ratio, s->ratio_lo, s->ratio_hi}),
        "percent_of_ceiling", number(c->row->percent_of_ceiling), "best", best, "placements",
        (json_int_t)c->placements, "rivals", (json_int_t)c->rivals, "unjudged",
        (json_int_t)c->unjudged, "shared_core", (int)c->shared);
}

static void add_json(const struct versus *v, const struct versus_view *view, void *to) {
    (void)view;
    const struct condition *condition = &v->cells[0].row->condition;
    char text[CONDITION_TEXT];
    json_t *cells = json_array();
    for (size_t i = 0; i < v->count; i++)
        json_array_append_new(cells, cell(&v->cells[i]));
    condition_format(condition, text);
    json_array_append_new(to,
                          json_pack("{s:s, s:o, s:o, s:o, s:I, s:I, s:I}", "condition",
                                    text[0] == '/' ? text + 1 : text, "cells", cells, "to_best",
                                    ratio(v->to_best), "to_reference", ratio(v->to_reference),
                                    "sizes", (json_int_t)v->told, "behind", (json_int_t)v->behind,
                                    "perhaps_behind", (json_int_t)v->may_be));
}

static json_t *globs(const char *const *texts, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(texts[i]));
    return list;
}

// null: no limit.
static json_t *limit(const struct versus_field *field) {
    json_t *list = field->any_isa ? json_null() : json_array();
    for (enum cpu_feature f = 0; !field->any_isa && f < CPU_FEATURES; f++)
        if ((field->isa & CPU_BIT(f)) != 0)
            json_array_append_new(list, json_string(cpu_feature_name(f)));
    return list;
}

static bool print_json(const struct versus_view *view, FILE *out) {
    const struct choice *rivals = &view->field->rivals;
    json_t *conditions = json_array();
    bool ok = versus_format_parts(view, add_json, conditions);
    json_t *object =
        json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "versus", view->field->impl, "reference",
                  view->result->reference, "among", globs(rivals->wanted, rivals->wanted_count),
                  "without", globs(rivals->without, rivals->without_count), "isa",
                  limit(view->field), "conditions", conditions);
    ok = ok && object != NULL &&
         json_dumpf(object, out, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) == 0;
    json_decref(object);
    fputc('\n', out);
    return ok;
}

bool versus_format_print(enum format format, const struct versus_view *view,
                         const struct table_style *style, FILE *out) {
    bool ok = true;
    switch (format) {
    case FORMAT_TABLE: ok = versus_text_print(view, style, out); break;
    case FORMAT_CSV: ok = print_csv_file(view, out); break;
    case FORMAT_MARKDOWN: ok = print_markdown_page(view, out); break;
    default: ok = print_json(view, out); break;
    }
    return fflush(out) == 0 && ok && !ferror(out);
}
