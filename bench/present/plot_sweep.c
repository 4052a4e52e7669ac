// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_sweep.h"

#include "bench/analyse/place.h"
#include "bench/base/sizes.h"
#include "bench/present/gnuplot.h"
#include "bench/present/plot_script.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool sweep_has(const struct sweep *sweep, const struct result_row *row) {
    return row->kind != IMPL_CEILING && !condition_is_map(&row->condition) &&
           place_is_swept(&row->samples) && condition_equal(&row->condition, &sweep->condition) &&
           strcmp(row->impl, sweep->impl) == 0;
}

struct sweep *sweep_list(const struct result *result, size_t *count) {
    struct sweep *sweeps = calloc(result->row_count + 1, sizeof *sweeps);
    *count = 0;
    for (size_t i = 0; sweeps != NULL && i < result->row_count; i++) {
        const struct result_row *row = &result->rows[i];
        const struct sweep its = {row->impl, row->condition};
        size_t s = 0;
        while (s < *count && !sweep_has(&sweeps[s], row))
            s++;
        if (s == *count && sweep_has(&its, row))
            sweeps[(*count)++] = its;
    }
    return sweeps;
}

static int by_offset(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    return (x->code_offset > y->code_offset) - (x->code_offset < y->code_offset);
}

static size_t list_places(const struct cell_samples *s, struct place out[SAMPLE_BLOCKS_MOST]) {
    size_t count = 0;
    for (size_t b = 0; b < s->block_count; b++)
        count += place_of(s, b, &out[count]);
    if (count > 1)
        qsort(out, count, sizeof *out, by_offset);
    return count;
}

// The smallest size of the sweep above `after`; NULL where there is none.
static const struct result_row *next_row(const struct result *r, const struct sweep *sweep,
                                         size_t after) {
    const struct result_row *next = NULL;
    for (size_t i = 0; i < r->row_count; i++)
        if (sweep_has(sweep, &r->rows[i]) && r->rows[i].bytes > after &&
            (next == NULL || r->rows[i].bytes < next->bytes))
            next = &r->rows[i];
    return next;
}

// A line a place: the entry's offset, GB/s (median, low, high); two blank lines behind.
static void print_places(FILE *out, const struct result_row *row) {
    struct place places[SAMPLE_BLOCKS_MOST];
    size_t count = list_places(&row->samples, places);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%zu %.6g %.6g %.6g\n", places[i].code_offset, result_gb(row, places[i].ns),
                result_gb(row, places[i].ns_q3), result_gb(row, places[i].ns_q1));
    fputs("\n\n", out);
}

// What stands over a panel, and the ends of its axis: a tenth either way at the least, so that
// noise does not look like a cliff.
static void print_panel(FILE *out, size_t panel, const struct result_row *row) {
    struct place places[SAMPLE_BLOCKS_MOST];
    size_t count = list_places(&row->samples, places);
    double slow = 0, fast = INFINITY, slowest = 0, fastest = INFINITY;
    char size[SIZE_TEXT], title[128];
    for (size_t i = 0; i < count; i++) {
        slow = fmax(slow, places[i].ns), fast = fmin(fast, places[i].ns);
        slowest = fmax(slowest, places[i].ns_q3), fastest = fmin(fastest, places[i].ns_q1);
    }
    if (count == 0) // all were disturbed; no axis can be made of it
        slow = fast = slowest = fastest = row->summary.ns;
    snprintf(title, sizeof title, "%s%s%s: %.1f to %.1f GB/s",
             row->condition.mode == MODE_MIX ? "up to " : "", size_format(row->bytes, size),
             row->summary.from_shared ? ", core shared" : "", result_gb(row, slow),
             result_gb(row, fast));
    fprintf(out, "titles[%zu] = ", panel);
    gnuplot_quote(out, title);
    fprintf(out, "\nlow[%zu] = %.6g\nhigh[%zu] = %.6g\n", panel,
            fmin(result_gb(row, slowest), 0.9 * result_gb(row, fast)), panel,
            fmax(result_gb(row, fastest), 1.1 * result_gb(row, slow)));
}

static void print_panels(FILE *out, const struct result *r, const struct sweep *sweep) {
    size_t count = 0, shown = 0;
    fputs("$places << EOD\n", out);
    for (const struct result_row *row = next_row(r, sweep, 0); row != NULL;
         row = next_row(r, sweep, row->bytes))
        if (count++ < SWEEP_PANELS)
            print_places(out, row);
    shown = count < SWEEP_PANELS ? count : SWEEP_PANELS;
    fprintf(out, "EOD\npanels = %zu\narray titles[%zu]\narray low[%zu]\narray high[%zu]\n", shown,
            shown, shown, shown);
    count = 0;
    for (const struct result_row *row = next_row(r, sweep, 0); row != NULL && count < shown;
         row = next_row(r, sweep, row->bytes))
        print_panel(out, ++count, row);
}

static void print_text(FILE *out, const char *name, const char *text) {
    fprintf(out, "%s = ", name);
    gnuplot_quote(out, text);
    fputc('\n', out);
}

void plot_sweep_define(FILE *out, const struct result *result, const struct sweep *sweep) {
    char text[1024], condition[CONDITION_TITLE];
    const struct result_row *first = next_row(result, sweep, 0);
    print_panels(out, result, sweep);
    condition_describe(&sweep->condition, condition);
    snprintf(text, sizeof text, "%s%s%s: throughput against the place of its code", sweep->impl,
             condition[0] != '\0' ? ", " : "", condition);
    print_text(out, "heading", text);
    plot_script_machine(text, sizeof text, result, first->page_bytes);
    print_text(out, "machine", text);
}
