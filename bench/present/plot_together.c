// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_together.h"

#include "bench/base/sizes.h"
#include "bench/present/gnuplot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Implementations that any result has, each once.
struct panels {
    const char *names[TOGETHER_PANELS];
    size_t count, left_out;
    size_t empty; // results that have nothing to be drawn
};

static bool is_drawn(const struct result_row *row) {
    return row->kind != IMPL_CEILING && condition_equal(&row->condition, &condition_default);
}

static bool has(const struct panels *panels, const char *name) {
    for (size_t i = 0; i < panels->count; i++)
        if (strcmp(panels->names[i], name) == 0)
            return true;
    return false;
}

// Adds the implementations of which a result has anything to be drawn, in its own order. False: of
// none.
static bool add_panels(struct panels *panels, const struct result *result) {
    bool any = false;
    for (size_t i = 0; i < result->impl_count; i++) {
        const char *name = result->impls[i].name;
        bool measured = false;
        for (size_t r = 0; !measured && r < result->row_count; r++)
            measured = is_drawn(&result->rows[r]) && strcmp(result->rows[r].impl, name) == 0;
        any = any || measured;
        if (!measured || has(panels, name))
            continue;
        if (panels->count < TOGETHER_PANELS)
            panels->names[panels->count++] = name;
        else
            panels->left_out++;
    }
    return any;
}

struct ranges {
    size_t first, last;
    double low, high; // GB/s
};

static int by_bytes(const void *a, const void *b) {
    const struct result_row *const *x = a, *const *y = b;
    return ((*x)->bytes > (*y)->bytes) - ((*x)->bytes < (*y)->bytes);
}

// One data set; one that is empty has a line that gnuplot passes over.
static bool print_line(FILE *out, const struct result *result, const char *name,
                       struct ranges *ranges) {
    const struct result_row **rows = calloc(result->row_count + 1, sizeof(struct result_row *));
    size_t count = 0;
    if (rows == NULL)
        return false;
    for (size_t i = 0; i < result->row_count; i++)
        if (is_drawn(&result->rows[i]) && strcmp(result->rows[i].impl, name) == 0)
            rows[count++] = &result->rows[i];
    qsort(rows, count, sizeof *rows, by_bytes);
    for (size_t i = 0; i < count; i++) {
        double gb = result_gb(rows[i], rows[i]->summary.ns);
        fprintf(out, "%zu %.6g\n", rows[i]->bytes, gb);
        ranges->first = rows[i]->bytes < ranges->first ? rows[i]->bytes : ranges->first;
        ranges->last = rows[i]->bytes > ranges->last ? rows[i]->bytes : ranges->last;
        ranges->low = fmin(ranges->low, gb);
        ranges->high = fmax(ranges->high, gb);
    }
    fputs(count == 0 ? "NaN NaN\n\n\n" : "\n\n", out);
    free(rows);
    return true;
}

// Few, as panels are narrow, and none near their left edge, where the neighbour's last one ends.
static void print_tics(FILE *out, const struct ranges *ranges, bool labelled) {
    char text[SIZE_TEXT];
    size_t shown = 0;
    for (size_t size = 1024; size <= ranges->last; size *= 32)
        if (size >= ranges->first)
            fprintf(out, "%s'%s' %zu", shown++ > 0 ? ", " : "",
                    labelled ? size_format(size, text) : "", size);
    if (shown == 0)
        fprintf(out, "'%s' %zu", labelled ? size_format(ranges->first, text) : "", ranges->first);
}

static void print_texts(FILE *out, const struct panels *panels, const struct together *list,
                        size_t count) {
    fprintf(out, "panels = %zu\nresults = %zu\npanel_names = '", panels->count, count);
    for (size_t i = 0; i < panels->count; i++)
        fprintf(out, " %s", panels->names[i]);
    fprintf(out, "'\narray result_names[%zu]\n", count);
    for (size_t i = 0; i < count; i++) {
        char short_name[34];
        size_t length = strlen(list[i].name);
        bool cut = length > 30; // the end of a path tells more than its beginning
        snprintf(short_name, sizeof short_name, "%s%s", cut ? ".." : "",
                 list[i].name + (cut ? length - 28 : 0));
        fprintf(out, "result_names[%zu] = ", i + 1);
        gnuplot_quote(out, short_name);
        fputc('\n', out);
    }
    fputs("heading = 'memcpy throughput, GB/s against bytes copied by a call'\ncaption = "
          "'medians; results of different machines or days say nothing about small differences",
          out);
    if (panels->left_out > 0)
        fprintf(out, "; %zu implementations more are not drawn", panels->left_out);
    if (panels->empty > 0)
        fprintf(out, "; %zu result%s nothing under the usual conditions", panels->empty,
                panels->empty == 1 ? " has" : "s have");
    fputs("'\n", out);
}

bool plot_together_define(FILE *out, const struct together *list, size_t count,
                          struct failure *failure) {
    struct panels panels = {.count = 0};
    struct ranges ranges = {SIZE_MAX, 0, INFINITY, 0};
    for (size_t i = 0; i < count; i++)
        panels.empty += !add_panels(&panels, list[i].result);
    if (panels.count == 0)
        return failure_set(failure, EXIT_USAGE,
                           "plot: the results hold nothing that can be drawn together (copies "
                           "under the usual conditions)");
    fputs("$together << EOD\n", out);
    for (size_t p = 0; p < panels.count; p++)
        for (size_t i = 0; i < count; i++)
            if (!print_line(out, list[i].result, panels.names[p], &ranges))
                return failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    fputs("EOD\n", out);
    print_texts(out, &panels, list, count);
    fputs("xtics = \"set xtics (", out);
    print_tics(out, &ranges, true);
    fputs(")\"\nxtics_bare = \"set xtics (", out);
    print_tics(out, &ranges, false);
    fputs(")\"\n", out);
    fprintf(out, "first = %zu\nlast = %zu\ngb_low = %.6g\ngb_high = %.6g\n", ranges.first,
            ranges.last, ranges.low / 1.3, ranges.high * 1.3);
    return true;
}
