// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/table_first.h"

#include "bench/analyse/summary.h"
#include "bench/analyse/winner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// What is told of a condition, and the paragraph that is being made of it.
struct first {
    const struct result *result;
    const struct grid *grid;
    struct winner *at_sizes, over_all;
    FILE *text;
};

static bool is_reference(const struct first *f, int impl) {
    return strcmp(f->grid->impls[impl], f->result->reference) == 0;
}

// "a", or "a or b" where the halves name two.
static void add_names(const struct first *f, const int impls[VERSUS_HALVES]) {
    fputs(f->grid->impls[impls[0]], f->text);
    if (impls[1] != impls[0])
        fprintf(f->text, " or %s", f->grid->impls[impls[1]]);
}

// " (95%: 1.070 to 1.090)"
static void add_interval(const struct first *f, const struct versus_ratio *r) {
    if (isfinite(r->lo))
        fprintf(f->text, " (95%%: %.3f to %.3f)", r->lo, r->hi);
}

// ", 1.080 times as fast as NAME"
static void add_times(const struct first *f, const struct versus_ratio *r, const char *whom) {
    fprintf(f->text, ", %.3f times as fast as %s", r->ratio, whom);
}

// Unless the first is the reference, or the next, beside which that is said.
static void add_to_reference(const struct first *f) {
    const struct winner *w = &f->over_all;
    bool one = w->first[0] == w->first[1];
    bool next = w->second[0] != WINNER_NONE && w->second[0] == w->second[1] &&
                is_reference(f, w->second[0]);
    if (one && (next || is_reference(f, w->first[0])))
        return;
    add_times(f, &w->to_reference, f->result->reference);
    add_interval(f, &w->to_reference);
}

static void add_next(const struct first *f) {
    const struct winner *w = &f->over_all;
    if (w->first[0] != w->first[1]) {
        fputs(", not told apart from each other", f->text);
        return;
    }
    if (!isfinite(w->to_second.ratio)) // there is none
        return;
    add_times(f, &w->to_second, "the next, ");
    add_names(f, w->second);
    add_interval(f, &w->to_second);
    fputs(winner_is_clear(w) ? "" : ", from which it is not told apart", f->text);
}

static bool add_over_all(const struct first *f) {
    const struct winner *w = &f->over_all;
    size_t all = f->grid->size_count;
    if (w->first[0] == WINNER_NONE || w->judged == 0) {
        fputs("first: not told, as too few placements count (race again, or longer)", f->text);
        return true;
    }
    fputs("first", f->text);
    if (w->judged < all)
        fprintf(f->text, " over %zu of %zu sizes", w->judged, all);
    else if (all > 1)
        fprintf(f->text, " over all %zu sizes", all);
    fputs(": ", f->text);
    add_names(f, w->first);
    add_to_reference(f);
    add_next(f);
    return true;
}

struct wins {
    const char *impl;
    size_t count;
};

static int most_first(const void *a, const void *b) {
    const struct wins *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->impl, y->impl);
}

// "told apart from all others at 3 of 6 sizes: glibc 2, avx2_loop 1"
static bool add_clear(const struct first *f) {
    const struct grid *g = f->grid;
    struct wins *wins = calloc(g->impl_count, sizeof *wins);
    size_t clear = 0;
    if (wins == NULL)
        return false;
    for (size_t i = 0; i < g->impl_count; i++)
        wins[i].impl = g->impls[i];
    for (size_t s = 0; s < g->size_count; s++)
        if (winner_is_clear(&f->at_sizes[s])) {
            wins[f->at_sizes[s].first[0]].count++;
            clear++;
        }
    qsort(wins, g->impl_count, sizeof *wins, most_first);
    fprintf(f->text, "told apart from all others at %zu of %zu size%s", clear, g->size_count,
            g->size_count == 1 ? "" : "s");
    for (size_t i = 0; i < g->impl_count && wins[i].count > 0; i++)
        fprintf(f->text, "%s %s %zu", i > 0 ? "," : ":", wins[i].impl, wins[i].count);
    free(wins);
    return true;
}

// One paragraph, of what `add` has to say.
static bool print_paragraph(struct first *f, bool (*add)(const struct first *f),
                            const struct table_style *style, FILE *out) {
    char *text = NULL;
    size_t size = 0;
    f->text = open_memstream(&text, &size);
    if (f->text == NULL)
        return false;
    bool ok = add(f);
    ok = fclose(f->text) == 0 && ok;
    if (ok)
        table_print_text(style, out, "%s", text);
    free(text);
    return ok;
}

bool table_first_print(const struct result *result, const struct grid *grid,
                       const struct table_style *style, FILE *out) {
    const struct winner_field field = {grid->impls,       grid->cells,
                                       grid->impl_count,  grid->size_count,
                                       result->reference, summary_probe_baseline(result)};
    struct first f = {.result = result,
                      .grid = grid,
                      .at_sizes = calloc(grid->size_count + 1, sizeof *f.at_sizes)};
    bool ok = f.at_sizes != NULL;
    if (ok && grid->impl_count > 1) {
        ok = winner_find(&field, f.at_sizes, &f.over_all);
        fputc('\n', out);
        ok = ok && print_paragraph(&f, add_over_all, style, out) &&
             print_paragraph(&f, add_clear, style, out);
    }
    free(f.at_sizes);
    return ok;
}
