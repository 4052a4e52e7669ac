// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_map.h"

#include "bench/base/sizes.h"
#include "bench/present/gnuplot.h"
#include "bench/present/plot_script.h"

// A line a cell: src and dst mod 64, time against the fastest cell. Returns how many.
static size_t print_cells(FILE *out, const struct result *r, const struct map *map,
                          const char *name, bool aliased) {
    size_t count = 0;
    fprintf(out, "$%s << EOD\n", name);
    for (size_t i = 0; i < r->row_count; i++) {
        const struct result_row *row = &r->rows[i];
        if (!map_has(map, row) || map_is_aliased(&row->condition) != aliased)
            continue;
        fprintf(out, "%d %d %.6g\n", row->condition.src_mod, map_dst_mod(&row->condition),
                row->summary.ns / map->best->summary.ns);
        count++;
    }
    fputs("EOD\n", out);
    return count;
}

// Bytes from one offset to the next: the smallest above 0.
static int step_of(const struct result *r, const struct map *map) {
    int step = CONDITION_LINE / 2;
    for (size_t i = 0; i < r->row_count; i++) {
        int src = r->rows[i].condition.src_mod, dst = map_dst_mod(&r->rows[i].condition);
        if (map_has(map, &r->rows[i])) {
            step = src > 0 && src < step ? src : step;
            step = dst > 0 && dst < step ? dst : step;
        }
    }
    return step;
}

static void print_text(FILE *out, const char *name, const char *text) {
    fprintf(out, "%s = ", name);
    gnuplot_quote(out, text);
    fputc('\n', out);
}

void plot_map_define(FILE *out, const struct result *result, const struct map *map) {
    char text[1024], size[SIZE_TEXT];
    size_t apart = print_cells(out, result, map, "apart", false);
    size_t aliased = print_cells(out, result, map, "aliased", true);
    fprintf(out, "apart = %zu\naliased = %zu\nstep = %d\nslowest = %.6g\n", apart, aliased,
            step_of(result, map), map->worst->summary.ns / map->best->summary.ns);
    snprintf(text, sizeof text, "%s, %s%s%s: what a copy takes where src and dst lie in a line",
             map->impl, map->mode == MODE_MIX ? "up to " : "", size_format(map->bytes, size),
             mode_suffix(map->mode));
    print_text(out, "heading", text);
    plot_script_machine(text, sizeof text, result, map->best->page_bytes);
    print_text(out, "machine", text);
    snprintf(text, sizeof text,
             "1: the fastest cell of both panels, %.4g GB/s; medians over %zu "
             "placements",
             result_gb(map->best, map->best->summary.ns), map->best->samples.block_count);
    print_text(out, "caption", text);
}
