// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/format.h"

#include "bench/analyse/ceiling.h"
#include "bench/base/sizes.h"
#include "bench/present/grid.h"

#include <math.h>
#include <stdlib.h>

const char *format_name(enum format format) {
    static const char *const names[FORMATS_KNOWN] = {"table", "csv", "markdown", "json"};
    return format < FORMATS_KNOWN ? names[format] : "unknown";
}

// A figure, or an empty field where there is none.
void format_csv_figure(FILE *out, double value) {
    if (isfinite(value))
        fprintf(out, ",%.5g", value);
    else
        fputc(',', out);
}

// What is drawn anew for each block is an empty field.
void format_csv_condition(FILE *out, const struct result_row *row) {
    const struct condition *c = &row->condition;
    fprintf(out, ",%s,%zu,", mode_name(c->mode), c->align);
    if (c->delta != CONDITION_DRAWN)
        fprintf(out, "%d", c->delta);
    fputc(',', out);
    if (condition_is_map(c))
        fprintf(out, "%d", c->src_mod);
    fprintf(out, ",%s,%zu,%.15g\r\n", page_kind_name(c->page), row->page_bytes, row->bytes_mean);
}

// No field needs quoting: names are [a-z0-9_.-].
static void print_csv(const struct result *r, FILE *out) {
    fputs("impl,kind,bytes,ns,ns_q1,ns_q3,gb_per_s,ratio,ratio_lo,ratio_hi,layout_sensitivity,"
          "shared_core,rounds_used,rounds_tainted,percent_of_ceiling,mode,align,delta,src_mod,page_"
          "kind,page,bytes_mean\r\n",
          out);
    for (size_t i = 0; i < r->row_count; i++) {
        const struct result_row *row = &r->rows[i];
        const struct summary *s = &row->summary;
        const double figures[] = {s->ns,         s->ns_q1,    s->ns_q3,    result_gb(row, s->ns),
                                  s->ratio,      s->ratio_lo, s->ratio_hi, s->layout_sensitivity,
                                  s->shared_core};
        fprintf(out, "%s,%s,%zu", row->impl, impl_kind_name(row->kind), row->bytes);
        for (size_t f = 0; f < sizeof figures / sizeof *figures; f++)
            format_csv_figure(out, figures[f]);
        fprintf(out, ",%zu,%zu", s->used, s->dropped);
        format_csv_figure(out, row->percent_of_ceiling);
        format_csv_condition(out, row);
    }
}

static void print_markdown_cell(FILE *out, const struct grid *g, size_t impl, size_t size) {
    const struct result_row *row = grid_cell(g, impl, size);
    if (row == NULL) {
        fputs(" – |", out);
        return;
    }
    const struct summary *s = &row->summary;
    const char *bold = grid_standing(g, impl, size) == STANDING_BEST ? "**" : "";
    fprintf(out, " %.1f (%s%.3f%s", result_gb(row, s->ns), bold, s->ratio, bold);
    if (isfinite(s->ratio_lo))
        fprintf(out, " ± %.3f", (s->ratio_hi - s->ratio_lo) / 2);
    if (isfinite(row->percent_of_ceiling))
        fprintf(out, ", %.0f %%", row->percent_of_ceiling);
    fputs(") |", out);
}

static void print_markdown_ceiling(FILE *out, const struct result *r, size_t bytes) {
    const struct ceiling *ceiling = ceiling_of(r, bytes);
    if (ceiling != NULL)
        fprintf(out, " %.1f |", ceiling_limit(ceiling)->gb);
    else
        fputs(" – |", out);
}

static bool print_markdown_block(const struct result *r, const struct condition *condition,
                                 FILE *out) {
    struct grid g;
    struct failure ignored = {0};
    char size[SIZE_TEXT], title[CONDITION_TITLE];
    bool ceilings = r->ceiling_count > 0 && condition_equal(condition, &condition_default);
    if (!grid_make(r, condition, &g, &ignored))
        return false;
    if (condition_describe(condition, title)[0] != '\0')
        fprintf(out, "\n%s:\n", title);
    fprintf(out, "\n| %s |%s", grid_size_heading(condition), ceilings ? " ceiling |" : "");
    for (size_t i = 0; i < g.impl_count; i++)
        fprintf(out, " `%s` |", g.impls[i]);
    fputs(ceilings ? "\n| ---: | ---: |" : "\n| ---: |", out);
    for (size_t i = 0; i < g.impl_count; i++)
        fputs(" ---: |", out);
    for (size_t s = 0; s < g.size_count; s++) {
        fprintf(out, "\n| %s |", size_format(g.sizes[s], size));
        if (ceilings)
            print_markdown_ceiling(out, r, g.sizes[s]);
        for (size_t i = 0; i < g.impl_count; i++)
            print_markdown_cell(out, &g, i, s);
    }
    fputc('\n', out);
    grid_free(&g);
    return true;
}

static bool print_markdown(const struct result *r, FILE *out) {
    size_t count = 0;
    struct condition *conditions = grid_conditions(r, &count);
    bool ok = conditions != NULL;
    fprintf(out,
            "GB/s, in brackets the ratio to %s with its 95 %% interval%s; the highest ratio in "
            "bold: ratios are paired, GB/s are not.\n",
            r->reference, r->ceiling_count > 0 ? " and the share of the ceiling" : "");
    for (size_t i = 0; ok && i < count; i++)
        ok = print_markdown_block(r, &conditions[i], out);
    free(conditions);
    return ok;
}

bool format_print(enum format format, const struct result *result, const struct table_style *style,
                  FILE *out) {
    bool ok = true;
    switch (format) {
    case FORMAT_TABLE: ok = table_print(result, style, out); break;
    case FORMAT_CSV: print_csv(result, out); break;
    case FORMAT_MARKDOWN: ok = print_markdown(result, out); break;
    default: ok = result_print(result, out); break;
    }
    return fflush(out) == 0 && ok && !ferror(out);
}
