// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_more.h"

#include "bench/base/sizes.h"
#include "bench/present/plot_names.h"

#include <math.h>
#include <string.h>

// Names and sizes need no quoting; a size's blank is '~', as gnuplot parts words by blanks.
void plot_more_frame(const struct plot_script *script) {
    const struct grid *g = script->grid;
    char text[SIZE_TEXT];
    size_t longest = 0;
    fprintf(script->out, "columns = %zu\nrows = %zu\nrow_names = '", g->size_count, g->impl_count);
    for (size_t i = 0; i < g->impl_count; i++) {
        fprintf(script->out, " %s", g->impls[i]);
        longest = strlen(g->impls[i]) > longest ? strlen(g->impls[i]) : longest;
    }
    fputs("'\ncolumn_names = '", script->out);
    for (size_t s = 0; s < g->size_count; s++) {
        size_format(g->sizes[s], text);
        text[strcspn(text, " ")] = '~';
        fprintf(script->out, " %s", text);
    }
    double left = 24 + 0.62 * (g->impl_count > 24 ? 11 : 13) * (double)longest;
    fprintf(script->out,
            "'\nreset\nset lmargin at screen %.5f\nset rmargin at screen 0.94\nset tmargin at "
            "screen %.5f\nset bmargin at screen 0.145\n",
            left / PLOT_WIDTH, 1 - (double)PLOT_TOP / PLOT_HEIGHT);
}

bool plot_more_heat(const struct plot_script *script) {
    const struct grid *g = script->grid;
    fputs("$heat << EOD\n", script->out);
    for (size_t i = 0; i < g->impl_count; i++)
        for (size_t s = 0; s < g->size_count; s++) {
            enum standing standing = grid_standing(g, i, s);
            if (grid_cell(g, i, s) != NULL)
                fprintf(script->out, "%zu %zu %.6g %d\n", s, i, grid_cell(g, i, s)->summary.ratio,
                        standing == STANDING_BEST   ? 2
                        : standing == STANDING_TIED ? 1
                                                    : 0);
        }
    fputs("EOD\n", script->out);
    plot_more_frame(script);
    return true;
}

// Steps of equal ratio.
enum { BINS = 24 };
static const double bins_low = 0.7, bins_high = 2;

static void print_histogram(FILE *out, const struct result_row *row, size_t column, size_t line) {
    size_t bins[BINS] = {0}, fullest = 1;
    for (size_t i = 0; i < row->samples.round_count; i++) {
        const struct round *round = &row->samples.rounds[i];
        if (round->taint != 0)
            continue;
        double at = BINS * log(round->ns / row->summary.ns / bins_low) / log(bins_high / bins_low);
        size_t bin = at < 0 ? 0 : at >= BINS ? BINS - 1 : (size_t)at;
        fullest = ++bins[bin] > fullest ? bins[bin] : fullest;
    }
    for (size_t b = 0; b < BINS; b++)
        if (bins[b] > 0)
            fprintf(out, "%zu %zu %zu %.3g\n", column, line, b, (double)bins[b] / (double)fullest);
}

bool plot_more_samples(const struct plot_script *script) {
    const struct grid *g = script->grid;
    fprintf(script->out, "bins = %d\nbins_low = %g\nbins_high = %g\n$samples << EOD\n", BINS,
            bins_low, bins_high);
    for (size_t i = 0; i < g->impl_count; i++)
        for (size_t s = 0; s < g->size_count; s++)
            if (grid_cell(g, i, s) != NULL)
                print_histogram(script->out, grid_cell(g, i, s), s, i);
    fputs("EOD\n", script->out);
    plot_more_frame(script);
    return true;
}

bool plot_more_has_ceiling(const struct grid *grid) {
    for (size_t i = 0; i < grid->impl_count * grid->size_count; i++)
        if (grid->cells[i] != NULL && isfinite(grid->cells[i]->percent_of_ceiling))
            return true;
    return false;
}

bool plot_more_ceiling(const struct plot_script *script) {
    const struct grid *g = script->grid;
    double high = 100;
    fputs("$of_ceiling << EOD\n", script->out);
    for (size_t i = 0; i < g->impl_count; i++) {
        for (size_t s = 0; s < g->size_count; s++) {
            const struct result_row *row = grid_cell(g, i, s);
            if (row == NULL || !isfinite(row->percent_of_ceiling))
                continue;
            fprintf(script->out, "%zu %.6g\n", row->bytes, row->percent_of_ceiling);
            high = fmax(high, row->percent_of_ceiling);
        }
        fputs("\n\n", script->out);
    }
    fprintf(script->out, "EOD\npercent_high = %.6g\n", high * 1.05);
    return plot_names_by_percent(script);
}
