// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/table_extra.h"

#include "bench/base/sizes.h"
#include "bench/present/grid.h"
#include "bench/present/map.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE_COLUMN = 10, GAP = 2 };

// A mode's copies as they are held against hot ones.
struct against_hot {
    const char *what; // took the time; NULL: it is not held against them
    int digits;       // behind the point
};

static const struct against_hot against_hot[MODES] = {
    [MODE_COLD] = {"a cold copy", 1},
    [MODE_READ] = {"a copy and of reading it", 2},
    [MODE_NO_WARM] = {"a copy behind another's", 2},
};

// Another mode against hot, all else being alike.
struct pair {
    struct grid hot, other;
    const struct against_hot *how;
};

static const struct result_row *find_other(const struct pair *pair, const struct result_row *hot) {
    for (size_t i = 0; i < pair->other.impl_count * pair->other.size_count; i++) {
        const struct result_row *row = pair->other.cells[i];
        if (row != NULL && row->bytes == hot->bytes && strcmp(row->impl, hot->impl) == 0)
            return row;
    }
    return NULL;
}

static int widest_name(const struct grid *grid) {
    size_t widest = 5;
    for (size_t i = 0; i < grid->impl_count; i++)
        widest = strlen(grid->impls[i]) > widest ? strlen(grid->impls[i]) : widest;
    return (int)widest + GAP;
}

static void print_panel(const struct pair *pair, size_t first, size_t end, FILE *out) {
    int column = widest_name(&pair->hot);
    char size[SIZE_TEXT];
    fprintf(out, "%*s", SIZE_COLUMN, "size");
    for (size_t i = first; i < end; i++)
        fprintf(out, "%*s", column, pair->hot.impls[i]);
    for (size_t s = 0; s < pair->hot.size_count; s++) {
        fprintf(out, "\n%*s", SIZE_COLUMN, size_format(pair->hot.sizes[s], size));
        for (size_t i = first; i < end; i++) {
            const struct result_row *hot = grid_cell(&pair->hot, i, s);
            const struct result_row *other = hot != NULL ? find_other(pair, hot) : NULL;
            if (other != NULL)
                fprintf(out, "%*.*f", column, pair->how->digits,
                        other->summary.ns / hot->summary.ns);
            else
                fprintf(out, "%*s", column, "-");
        }
    }
    fputc('\n', out);
}

// The condition that this one is to be held against was measured too.
static bool has_hot(const struct condition *list, size_t count, const struct condition *other,
                    struct condition *hot) {
    *hot = *other;
    hot->mode = MODE_HOT;
    bool found = false;
    for (size_t i = 0; against_hot[other->mode].what != NULL && i < count; i++)
        found = found || condition_equal(&list[i], hot);
    return found;
}

static bool print_pair(const struct result *r, const struct condition *hot,
                       const struct condition *other, const struct table_style *style, FILE *out) {
    struct pair pair = {.how = &against_hot[other->mode]};
    struct failure ignored = {0};
    char title[CONDITION_TITLE];
    if (!grid_make(r, hot, &pair.hot, &ignored))
        return false;
    bool ok = grid_make(r, other, &pair.other, &ignored);
    if (ok) {
        bool plain = condition_describe(hot, title)[0] == '\0';
        fprintf(out, "\ntime of %s / time of a hot one%s%s:\n", pair.how->what,
                plain ? "" : ", otherwise ", title);
        size_t column = (size_t)widest_name(&pair.hot);
        size_t fit =
            style->width > SIZE_COLUMN + column ? (style->width - SIZE_COLUMN) / column : 1;
        for (size_t i = 0; i < pair.hot.impl_count; i += fit)
            print_panel(&pair, i, pair.hot.impl_count - i < fit ? pair.hot.impl_count : i + fit,
                        out);
        grid_free(&pair.other);
    }
    grid_free(&pair.hot);
    return ok;
}

static bool print_pairs(const struct result *r, const struct table_style *style, FILE *out) {
    size_t count = 0;
    struct condition *list = grid_conditions(r, &count), hot;
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < count; i++)
        if (has_hot(list, count, &list[i], &hot))
            ok = print_pair(r, &hot, &list[i], style, out);
    free(list);
    return ok;
}

static void print_extreme(const char *what, const struct result_row *row, FILE *out) {
    const struct condition *c = &row->condition;
    fprintf(out, "%s %.1f GB/s (src %d, dst %d%s)", what, result_gb(row, row->summary.ns),
            c->src_mod, map_dst_mod(c), map_is_aliased(c) ? ", aliased" : "");
}

static bool print_maps(const struct result *r, FILE *out) {
    size_t count = 0;
    struct map *maps = map_list(r, &count);
    char size[SIZE_TEXT];
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s%s, %s%s: ", i == 0 ? "\nmaps of offsets mod 64:\n" : "", maps[i].impl,
                size_format(maps[i].bytes, size), mode_suffix(maps[i].mode));
        print_extreme("best", maps[i].best, out);
        print_extreme(", worst", maps[i].worst, out);
        fputc('\n', out);
    }
    bool ok = maps != NULL;
    free(maps);
    return ok;
}

bool table_extra_print(const struct result *result, const struct table_style *style, FILE *out) {
    return print_pairs(result, style, out) && print_maps(result, out);
}
