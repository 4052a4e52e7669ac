// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/report_answer.h"

#include "bench/analyse/summary.h"
#include "bench/base/sizes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *reference_of(const struct answer *a) {
    return a->page->result->reference;
}

// The champion's; NULL where it was not measured or judged.
static const struct versus_cell *cell_at(const struct answer *a, size_t size) {
    for (size_t i = 0; i < a->versus.count; i++)
        if (a->versus.cells[i].row->bytes == a->grid->sizes[size])
            return &a->versus.cells[i];
    return NULL;
}

// What may be so at a size. NAN is neither above nor below.
typedef bool size_test(const struct answer *a, size_t size);

static bool is_told(const struct answer *a, size_t size) {
    const struct versus_cell *c = cell_at(a, size);
    return c != NULL && !c->shared && isfinite(c->to_best.lo);
}

static bool keeps_up(const struct answer *a, size_t size) {
    return is_told(a, size) && cell_at(a, size)->to_best.lo >= VERSUS_BEHIND;
}

static bool is_behind(const struct answer *a, size_t size) {
    return is_told(a, size) && cell_at(a, size)->to_best.hi < VERSUS_BEHIND;
}

static bool is_open(const struct answer *a, size_t size) {
    return is_told(a, size) && !keeps_up(a, size) && !is_behind(a, size);
}

// Than the reference; by what nobody would notice, it is neither.
static bool is_faster_than(const struct answer *a, size_t size, double ratio) {
    const struct versus_cell *c = cell_at(a, size);
    return c != NULL && !c->shared && c->row->summary.ratio_lo > ratio;
}

static bool is_faster(const struct answer *a, size_t size) {
    return is_faster_than(a, size, 1 / VERSUS_BEHIND);
}

static bool is_much_faster(const struct answer *a, size_t size) {
    return is_faster_than(a, size, 1.1);
}

static bool is_slower(const struct answer *a, size_t size) {
    const struct versus_cell *c = cell_at(a, size);
    return c != NULL && !c->shared && c->row->summary.ratio_hi < VERSUS_BEHIND;
}

// "<b>3</b> (512 B, 4 KiB to 8 KiB)": at how many sizes, and at which; "0" at none.
static void print_where(const struct answer *a, size_test *test) {
    size_t count = 0, shown = 0;
    char first[SIZE_TEXT], last[SIZE_TEXT];
    for (size_t s = 0; s < a->grid->size_count; s++)
        count += test(a, s);
    fprintf(a->page->out, "<strong>%zu</strong>", count);
    for (size_t s = 0, end = 0; s < a->grid->size_count; s = end + 1) {
        for (end = s; end < a->grid->size_count && test(a, end);)
            end++;
        if (end == s)
            continue;
        fprintf(a->page->out, "%s%s", shown++ > 0 ? ", " : " (",
                size_format(a->grid->sizes[s], first));
        if (end > s + 1)
            fprintf(a->page->out, " to %s", size_format(a->grid->sizes[end - 1], last));
    }
    fputs(shown > 0 ? ")" : "", a->page->out);
}

// " (95 %: 1.070 to 1.090)"
static void print_interval(FILE *out, struct versus_ratio r) {
    char low[24], high[24];
    if (isfinite(r.lo))
        fprintf(out, " (95 %%: %s to %s)", report_ratio(r.lo, low), report_ratio(r.hi, high));
}

// "1.080 times as fast as glibc (95 %: 1.070 to 1.090)"
static void print_times(FILE *out, struct versus_ratio r, const char *whom) {
    char ratio[24];
    fprintf(out, "%s times as fast as %s", report_ratio(r.ratio, ratio), whom);
    print_interval(out, r);
}

static void print_sizes_counted(const struct answer *a, size_t counted) {
    size_t all = a->grid->size_count;
    if (counted < all)
        fprintf(a->page->out, "%zu of %zu sizes", counted, all);
    else
        fprintf(a->page->out, "%s%zu size%s", all > 1 ? "all " : "", all, all > 1 ? "s" : "");
}

static bool is_reference(const struct answer *a, int impl) {
    return impl != WINNER_NONE && strcmp(a->grid->impls[impl], reference_of(a)) == 0;
}

static void print_next(const struct answer *a) {
    const struct winner *w = &a->over_all;
    FILE *out = a->page->out;
    fputs(": ", out);
    print_times(out, (struct versus_ratio){w->to_second.ratio, NAN, NAN}, "the next, ");
    report_answer_names(a, w->second, true);
    print_interval(out, w->to_second);
    fputs(winner_is_clear(w) ? "" : ", from which it cannot be told apart", out);
}

static void print_over_all(const struct answer *a) {
    const struct winner *w = &a->over_all;
    FILE *out = a->page->out;
    if (a->grid->impl_count < 2) {
        fputs("<li>Nobody else was raced.</li>\n", out);
        return;
    }
    if (a->champion == NULL || w->judged == 0) {
        fputs("<li>Who comes first over all sizes cannot be told: none was measured alone on its "
              "core, and at enough placements, at every size (race again, or longer).</li>\n",
              out);
        return;
    }
    fputs("<li>", out);
    report_answer_names(a, w->first, true);
    fprintf(out, " comes first of %zu over ", a->grid->impl_count);
    print_sizes_counted(a, w->judged);
    fputs(a->grid->size_count > 1 ? " alike" : "", out);
    if (w->first[0] != w->first[1])
        fputs(": either half of the measurements names another, they cannot be told apart", out);
    else if (isfinite(w->to_second.lo))
        print_next(a);
    bool next_to_reference = is_reference(a, w->second[0]) && is_reference(a, w->second[1]);
    if (w->first[0] != w->first[1] || !(is_reference(a, w->first[0]) || next_to_reference)) {
        fputs("; ", out);
        print_times(out, w->to_reference, reference_of(a));
    }
    fputs(".</li>\n", out);
}

static void print_champion(const struct answer *a) {
    FILE *out = a->page->out;
    if (a->champion == NULL || a->versus.told == 0)
        return;
    fprintf(out, "<li>Against the best of all others at each size, <strong>%s</strong> is ",
            a->champion);
    print_times(out, a->versus.to_best, "it");
    fputs(". Of ", out);
    print_sizes_counted(a, a->versus.told);
    fputs(" it surely keeps up, to within 1 %, at ", out);
    print_where(a, keeps_up);
    fputs(", is surely behind at ", out);
    print_where(a, is_behind);
    fputs(", and may be either at ", out);
    print_where(a, is_open);
    fputs(".</li>\n", out);
    if (strcmp(a->champion, reference_of(a)) == 0)
        return;
    fprintf(out, "<li>It is surely faster than %s, by more than 1 %%, at ", reference_of(a));
    print_where(a, is_faster);
    fputs(", by more than 10 % at ", out);
    print_where(a, is_much_faster);
    fputs("; surely slower, by more than 1 %, at ", out);
    print_where(a, is_slower);
    fputs(".</li>\n", out);
}

// Who is alone in front, and where.
static void print_clear(const struct answer *a) {
    FILE *out = a->page->out;
    char size[SIZE_TEXT];
    const char *before = NULL;
    size_t clear = 0;
    for (size_t s = 0; s < a->grid->size_count; s++)
        clear += winner_is_clear(&a->at_sizes[s]);
    fprintf(out, "<li>At <strong>%zu</strong> of %zu size%s one is told apart from all others",
            clear, a->grid->size_count, a->grid->size_count == 1 ? "" : "s");
    for (size_t s = 0; s < a->grid->size_count; s++) {
        if (!winner_is_clear(&a->at_sizes[s]))
            continue;
        const char *name = a->grid->impls[a->at_sizes[s].first[0]];
        bool again = before != NULL && strcmp(before, name) == 0;
        fprintf(out, "%s", before == NULL ? ": " : ", ");
        if (!again)
            fprintf(out, "<strong>%s</strong> at ", name);
        fputs(size_format(a->grid->sizes[s], size), out);
        before = name;
    }
    fputs(clear < a->grid->size_count ? "; at the others two or more are level.</li>\n"
                                      : ".</li>\n",
          out);
}

static void print_all(const struct answer *a) {
    fputs("<ul class=\"answer\">\n", a->page->out);
    print_over_all(a);
    print_champion(a);
    print_clear(a);
    fputs("</ul>\n", a->page->out);
    report_answer_tables_print(a);
}

bool report_answer_print(const struct page *page) {
    static const char *const everybody = "*"; // champions are rivals of a champion, too
    const struct grid *g = page->grid;
    const struct winner_field field = {g->impls,
                                       g->cells,
                                       g->impl_count,
                                       g->size_count,
                                       page->result->reference,
                                       summary_probe_baseline(page->result)};
    struct versus_field versus = {.rivals = {&everybody, 1, NULL, 0}, .any_isa = true};
    struct answer a = {
        .page = page, .grid = g, .at_sizes = calloc(g->size_count + 1, sizeof *a.at_sizes)};
    bool ok = a.at_sizes != NULL && winner_find(&field, a.at_sizes, &a.over_all);
    if (ok && a.over_all.first[0] != WINNER_NONE) {
        a.champion = versus.impl = g->impls[a.over_all.first[0]];
        ok = versus_make(page->result, page->condition, &versus, &a.versus);
    }
    if (ok)
        print_all(&a);
    versus_free(&a.versus);
    free(a.at_sizes);
    return ok;
}
