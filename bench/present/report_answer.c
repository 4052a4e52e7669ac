// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"
#include "bench/present/html.h"
#include "bench/present/report_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *report_gb(double gb, char out[24]) {
    snprintf(out, 24, "%.*f", gb < 9.995 ? 2 : gb < 99.95 ? 1 : 0, gb);
    return out;
}

const char *report_ratio(double ratio, char out[24]) {
    snprintf(out, 24, "%.*f", ratio < 9.9995 ? 3 : 1, ratio);
    return out;
}

// The fastest at a size, impl_count where it is the reference without a column of its own.
static size_t best_at(const struct grid *g, size_t size) {
    size_t impl = 0;
    while (impl < g->impl_count && grid_standing(g, impl, size) != STANDING_BEST)
        impl++;
    return impl;
}

static size_t count_tied(const struct grid *g, size_t size) {
    size_t tied = 0;
    for (size_t i = 0; i < g->impl_count; i++)
        tied += grid_standing(g, i, size) == STANDING_TIED;
    return tied;
}

struct place {
    const char *impl;
    size_t wins;
    double mean;     // geometric, of the ratio over the sizes it has
    bool everywhere; // it has all sizes
};

// The reference's ratio is 1 by definition.
static struct place place_of(const struct page *p, size_t impl) {
    const struct grid *g = p->grid;
    struct place place = {.impl = g->impls[impl]};
    bool reference = strcmp(place.impl, p->result->reference) == 0;
    double sum = 0;
    size_t count = 0;
    for (size_t s = 0; s < g->size_count; s++) {
        if (grid_cell(g, impl, s) == NULL)
            continue;
        sum += reference ? 0 : log(grid_cell(g, impl, s)->summary.ratio);
        place.wins += grid_standing(g, impl, s) == STANDING_BEST;
        count++;
    }
    place.mean = exp(sum / (double)(count > 0 ? count : 1));
    place.everywhere = count == g->size_count;
    return place;
}

static int by_wins(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    if (x->wins != y->wins)
        return x->wins < y->wins ? 1 : -1;
    return strcmp(x->impl, y->impl);
}

static int by_mean(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    if (x->everywhere != y->everywhere)
        return x->everywhere ? -1 : 1;
    if (x->mean < y->mean || x->mean > y->mean)
        return x->mean < y->mean ? 1 : -1;
    return strcmp(x->impl, y->impl);
}

static void print_winners(const struct page *p, struct place *places) {
    const struct grid *g = p->grid;
    size_t clear = 0, shown = 0, all = 0;
    for (size_t s = 0; s < g->size_count; s++)
        clear += count_tied(g, s) == 0;
    qsort(places, g->impl_count, sizeof *places, by_wins);
    fprintf(p->out, "<li>Fastest of %zu size%s: ", g->size_count, g->size_count == 1 ? "" : "s");
    for (; shown < g->impl_count && places[shown].wins > 0; shown++) {
        fprintf(p->out, "%s<strong>%s</strong> at %zu", shown > 0 ? ", " : "", places[shown].impl,
                places[shown].wins);
        all += places[shown].wins;
    }
    if (all < g->size_count)
        fprintf(p->out, "%snone beats %s at %zu", all > 0 ? ", " : "", p->result->reference,
                g->size_count - all);
    fprintf(p->out,
            ". At <strong>%zu</strong> of them the fastest is told apart from all others; at the "
            "rest somebody is level with it.</li>\n",
            clear);
}

static void print_means(const struct page *p, struct place *places) {
    enum { SHOWN = 5 };
    char text[24];
    qsort(places, p->grid->impl_count, sizeof *places, by_mean);
    fprintf(p->out, "<li>Over all sizes alike, as a geometric mean of the ratios to %s: ",
            p->result->reference);
    for (size_t i = 0; i < p->grid->impl_count && i < SHOWN && places[i].everywhere; i++)
        fprintf(p->out, "%s<strong>%s</strong> %s", i > 0 ? ", " : "", places[i].impl,
                report_ratio(places[i].mean, text));
    fputs(".</li>\n", p->out);
}

static void print_interval(FILE *out, const struct summary *s) {
    char low[24], high[24];
    if (isfinite(s->ratio_lo))
        fprintf(out, "%s to %s", report_ratio(s->ratio_lo, low), report_ratio(s->ratio_hi, high));
    else
        fputs("no interval", out);
}

// Where the reference is beaten by most.
static void print_lead(const struct page *p) {
    const struct result_row *lead = NULL;
    char size[SIZE_TEXT], ratio[24];
    for (size_t s = 0; s < p->grid->size_count; s++) {
        size_t best = best_at(p->grid, s);
        const struct result_row *row =
            best < p->grid->impl_count ? grid_cell(p->grid, best, s) : NULL;
        if (row != NULL && strcmp(row->impl, p->result->reference) != 0 &&
            (lead == NULL || row->summary.ratio > lead->summary.ratio))
            lead = row;
    }
    if (lead == NULL)
        return;
    fprintf(p->out,
            "<li>The largest lead over %s: <strong>%s</strong> at %s, %s times as fast (95 %%: ",
            p->result->reference, lead->impl, size_format(lead->bytes, size),
            report_ratio(lead->summary.ratio, ratio));
    print_interval(p->out, &lead->summary);
    fputs(").</li>\n", p->out);
}

static void print_level(const struct page *p, size_t size) {
    enum { SHOWN = 4 };
    const struct grid *g = p->grid;
    size_t tied = count_tied(g, size), shown = 0;
    if (tied == 0)
        fputs("<td class=\"l\">told apart from all others</td>", p->out);
    else
        fputs("<td class=\"l\">level with ", p->out);
    for (size_t i = 0; i < g->impl_count && shown < SHOWN; i++)
        if (grid_standing(g, i, size) == STANDING_TIED)
            fprintf(p->out, "%s%s", shown++ > 0 ? ", " : "", g->impls[i]);
    if (tied > SHOWN)
        fprintf(p->out, " and %zu more", tied - SHOWN);
    if (tied > 0)
        fputs("</td>", p->out);
}

static void print_size(const struct page *p, size_t size) {
    char text[SIZE_TEXT], gb[24], ratio[24];
    size_t best = best_at(p->grid, size);
    size_t bytes = p->grid->sizes[size];
    fprintf(p->out, "<tr><th scope=\"row\" data-v=\"%zu\">%s</th>", bytes,
            size_format(bytes, text));
    if (best == p->grid->impl_count) {
        fprintf(p->out, "<td class=\"l\">none beats %s</td><td></td><td></td><td></td><td></td>",
                p->result->reference);
    } else {
        const struct result_row *row = grid_cell(p->grid, best, size);
        const struct summary *s = &row->summary;
        fprintf(p->out, "<td class=\"l\"><strong>%s</strong></td><td>%s</td><td>%s</td><td>",
                row->impl, report_gb(result_gb(row, s->ns), gb), report_ratio(s->ratio, ratio));
        print_interval(p->out, s);
        if (isfinite(row->percent_of_ceiling))
            fprintf(p->out, "</td><td>%.0f %%</td>", row->percent_of_ceiling);
        else
            fputs("</td><td data-v=\"-1\">-</td>", p->out);
    }
    print_level(p, size);
    fputs("</tr>\n", p->out);
}

void report_answer_print(const struct page *page) {
    const struct grid *g = page->grid;
    struct place *places = calloc(g->impl_count + 1, sizeof *places);
    fputs("<ul class=\"answer\">\n", page->out);
    for (size_t i = 0; places != NULL && i < g->impl_count; i++)
        places[i] = place_of(page, i);
    if (places != NULL && g->impl_count > 0) {
        print_winners(page, places);
        print_lead(page);
        print_means(page, places);
    }
    free(places);
    fprintf(page->out,
            "</ul>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"The fastest at "
            "each size\"><table class=\"sortable\"><caption>The fastest at each "
            "size, by paired ratio: another may show more GB/s, measured at another "
            "time</caption><thead><tr><th scope=\"col\">size</th><th scope=\"col\" "
            "class=\"l\">fastest</th><th scope=\"col\">GB/s</th><th scope=\"col\">ratio to "
            "%s</th><th scope=\"col\">95 %% interval</th><th scope=\"col\">of the "
            "ceiling</th><th scope=\"col\" class=\"l\">how sure</th></tr></thead><tbody>\n",
            page->result->reference);
    for (size_t s = 0; s < g->size_count; s++)
        print_size(page, s);
    fputs("</tbody></table></div>\n", page->out);
}
