// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"
#include "bench/present/report_answer.h"
#include "bench/present/versus_format.h"

#include <math.h>

void report_answer_names(const struct answer *answer, const int impls[VERSUS_HALVES], bool strong) {
    const char *begin = strong ? "<strong>" : "", *end = strong ? "</strong>" : "";
    for (size_t half = 0; half < VERSUS_HALVES; half++)
        if (impls[half] != WINNER_NONE && (half == 0 || impls[half] != impls[0]))
            fprintf(answer->page->out, "%s%s%s%s", half > 0 ? " or " : "", begin,
                    answer->grid->impls[impls[half]], end);
}

static void print_ratio(FILE *out, double ratio, double lo, double hi) {
    char text[24], low[24], high[24];
    if (isfinite(ratio))
        fprintf(out, "<td>%s</td>", report_ratio(ratio, text));
    else
        fputs("<td data-v=\"-1\">-</td>", out);
    if (isfinite(lo))
        fprintf(out, "<td>%s to %s</td>", report_ratio(lo, low), report_ratio(hi, high));
    else
        fputs("<td data-v=\"-1\">-</td>", out);
}

static void print_size(FILE *out, size_t bytes) {
    char text[SIZE_TEXT];
    fprintf(out, "<tr><th scope=\"row\" data-v=\"%zu\">%s</th>", bytes, size_format(bytes, text));
}

// Throughput and percent of the ceiling.
static void print_speed(FILE *out, const struct result_row *row) {
    char gb[24];
    if (row == NULL)
        fputs("<td data-v=\"-1\">-</td>", out);
    else
        fprintf(out, "<td>%s</td>", report_gb(result_gb(row, row->summary.ns), gb));
    if (row == NULL || !isfinite(row->percent_of_ceiling))
        fputs("<td data-v=\"-1\">-</td>", out);
    else
        fprintf(out, "<td>%.0f %%</td>", row->percent_of_ceiling);
}

static void open_table(FILE *out, const char *label) {
    fprintf(out,
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table "
            "class=\"sortable\"><caption>%s",
            label, label);
}

// A name that begins with '<' is that of a column of words.
static void print_heads(const struct page *p, const char *const *heads, size_t count) {
    fprintf(p->out, "</caption><thead><tr><th scope=\"col\">%s</th>",
            grid_size_heading(p->condition));
    for (size_t i = 0; i < count; i++)
        fprintf(p->out, "<th scope=\"col\"%s>%s</th>", heads[i][0] == '<' ? " class=\"l\"" : "",
                heads[i] + (heads[i][0] == '<'));
    fputs("</tr></thead><tbody>\n", p->out);
}

static const char *verdict_of(const struct versus_cell *c) {
    const char *lack = versus_format_lack(c);
    if (c->shared)
        return "the core was shared";
    if (lack != NULL)
        return lack;
    bool behind = c->to_best.lo<VERSUS_BEHIND, ahead = c->to_best.hi> 1 / VERSUS_BEHIND;
    if (c->to_best.hi < VERSUS_BEHIND || c->to_best.lo > 1 / VERSUS_BEHIND)
        return ahead ? "ahead" : "behind";
    return behind && ahead ? "not told"
           : behind        ? "level or behind"
           : ahead         ? "level or ahead"
                           : "level";
}

static void print_champion(const struct answer *a) {
    FILE *out = a->page->out;
    char label[160], over[96], names[VERSUS_NAMES];
    snprintf(label, sizeof label, "%s against the best of the rest at each size", a->champion);
    snprintf(over, sizeof over, "ratio to %s", a->page->result->reference);
    const char *const heads[] = {
        "ratio to the best", "95 % interval", "<so it is",     "<the best of the rest", over,
        "95 % interval",     "GB/s",          "of the ceiling"};
    open_table(out, label);
    fprintf(out,
            ". The best is picked by one half of the placements and judged by the other, then the "
            "other way round: two names where the halves differ. Above 1, %s is faster; level: to "
            "within 1 %%",
            a->champion);
    print_heads(a->page, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < a->versus.count; i++) {
        const struct versus_cell *c = &a->versus.cells[i];
        const struct summary *s = &c->row->summary;
        print_size(out, c->row->bytes);
        print_ratio(out, c->to_best.ratio, c->to_best.lo, c->to_best.hi);
        fprintf(out, "<td class=\"l\">%s</td><td class=\"l\">%s</td>", verdict_of(c),
                versus_format_names(c, names));
        print_ratio(out, s->ratio, s->ratio_lo, s->ratio_hi);
        print_speed(out, c->row);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static void print_how_sure(FILE *out, const struct winner *w) {
    if (w->shared)
        fputs("<td class=\"l\">the core was shared</td>", out);
    else if (winner_is_clear(w))
        fputs("<td class=\"l\">told apart from all others</td>", out);
    else if (w->level > 0)
        fprintf(out, "<td class=\"l\">level with %zu more</td>", w->level);
    else
        fputs("<td class=\"l\"></td>", out);
}

static void print_fastest(const struct answer *a) {
    FILE *out = a->page->out;
    char over[96];
    snprintf(over, sizeof over, "ratio to %s", a->page->result->reference);
    const char *const heads[] = {
        "<fastest",      "<how sure",         "GB/s",          "of the ceiling", over,
        "95 % interval", "ratio to the next", "95 % interval", "<the next"};
    open_table(out, "The fastest at each size");
    fputs(", picked by one half of the placements and judged by the other, then the other way "
          "round: two names where the halves differ. GB/s and ceiling are of the one named first",
          out);
    print_heads(a->page, heads, sizeof heads / sizeof *heads);
    for (size_t s = 0; s < a->grid->size_count; s++) {
        const struct winner *w = &a->at_sizes[s];
        print_size(out, a->grid->sizes[s]);
        fputs("<td class=\"l\">", out);
        report_answer_names(a, w->first, true);
        fputs("</td>", out);
        print_how_sure(out, w);
        print_speed(out,
                    w->first[0] != WINNER_NONE ? grid_cell(a->grid, (size_t)w->first[0], s) : NULL);
        print_ratio(out, w->to_reference.ratio, w->to_reference.lo, w->to_reference.hi);
        print_ratio(out, w->to_second.ratio, w->to_second.lo, w->to_second.hi);
        fputs("<td class=\"l\">", out);
        report_answer_names(a, w->second, false);
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

void report_answer_tables_print(const struct answer *answer) {
    if (answer->champion != NULL && answer->versus.count > 0)
        print_champion(answer);
    print_fastest(answer);
}
